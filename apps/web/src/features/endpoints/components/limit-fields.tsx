import type { TrafficLimits } from '@slipway/contracts';
import { Fieldset, NumberInput, SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';

/** TrafficSettings are the limits, the cache and the batching of an endpoint as a form holds them. */
export interface TrafficSettings {
  limits: TrafficLimits;
  cacheSeconds: number | null;
  batchRows: number | null;
  batchDelayMs: number;
}

/** LimitFields edits what gateways let through to an endpoint, how long they repeat answers and which runs they join; an empty field is no limit. */
export function LimitFields({
  value,
  onChange,
}: {
  value: TrafficSettings;
  onChange: (value: TrafficSettings) => void;
}): ReactNode {
  const { limits, cacheSeconds, batchRows, batchDelayMs } = value;
  const change = (settings: Partial<TrafficSettings>): void => onChange({ ...value, ...settings });
  const limit = (limited: Partial<TrafficLimits>): void => change({ limits: { ...limits, ...limited } });
  return (
    <>
      <Group title="Limits">
        <OptionalNumber
          label="Requests per second"
          description="Of all callers"
          value={limits.requestsPerSecond}
          max={1_000_000}
          isWhole={false}
          onChange={(requestsPerSecond) => limit({ requestsPerSecond })}
        />
        <OptionalNumber
          label="Requests per second and token"
          description="Of each token"
          value={limits.tokenRequestsPerSecond}
          max={1_000_000}
          isWhole={false}
          onChange={(tokenRequestsPerSecond) => limit({ tokenRequestsPerSecond })}
        />
        <OptionalNumber
          label="Runs at the same time"
          description="At each gateway; requests above this wait, or are refused"
          value={limits.concurrency}
          max={10_000}
          onChange={(concurrency) => limit({ concurrency })}
        />
        <NumberInput
          label="Requests that may wait"
          description="For at most 5 seconds each"
          min={0}
          max={10_000}
          allowDecimal={false}
          disabled={limits.concurrency === null}
          value={limits.queue}
          onChange={(queue) => limit({ queue: Number(queue) })}
        />
        <OptionalNumber
          label="Requests per day and token"
          description="From midnight UTC"
          value={limits.tokenRequestsPerDay}
          max={1_000_000_000}
          onChange={(tokenRequestsPerDay) => limit({ tokenRequestsPerDay })}
        />
      </Group>
      <Group title="Shared runs">
        <OptionalNumber
          label="Rows of a joined run"
          description="Requests that come together share a run of at most so many rows. The last digit of an answer may differ"
          value={batchRows}
          min={2}
          max={4_096}
          onChange={(rows) => change({ batchRows: rows })}
        />
        <NumberInput
          label="Wait to be joined"
          description="The longest that a request waits for a busy model; an idle one never waits"
          min={0}
          max={1_000}
          allowDecimal={false}
          suffix=" ms"
          disabled={batchRows === null}
          value={batchDelayMs}
          onChange={(delay) => change({ batchDelayMs: Number(delay) })}
        />
        <OptionalNumber
          label="Repeat answers for"
          description="The same inputs get the same answer without a run. Only for models without chance"
          value={cacheSeconds}
          max={86_400}
          suffix=" s"
          onChange={(seconds) => change({ cacheSeconds: seconds })}
        />
      </Group>
    </>
  );
}

/** Descriptions differ in length: the inputs of a row stand on one line all the same. */
function Group({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <Fieldset legend={title}>
      <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
        {children}
      </SimpleGrid>
    </Fieldset>
  );
}

function OptionalNumber({
  value,
  isWhole = true,
  min = isWhole ? 1 : 0.01,
  onChange,
  ...shown
}: {
  label: string;
  description: string;
  value: number | null;
  min?: number;
  max: number;
  suffix?: string;
  isWhole?: boolean;
  onChange: (value: number | null) => void;
}): ReactNode {
  return (
    <NumberInput
      {...shown}
      placeholder="none"
      min={min}
      allowDecimal={!isWhole}
      value={value ?? ''}
      onChange={(typed) => onChange(typed === '' ? null : Number(typed))}
    />
  );
}
