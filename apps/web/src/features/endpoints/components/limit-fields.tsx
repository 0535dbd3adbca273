import type { TrafficLimits } from '@slipway/contracts';
import { NumberInput, SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';

/** TrafficSettings are the limits and the cache of an endpoint as a form holds them. */
export interface TrafficSettings {
  limits: TrafficLimits;
  cacheSeconds: number | null;
}

/** LimitFields edits what each gateway lets through to an endpoint, and how long it repeats answers; an empty field is no limit. */
export function LimitFields({
  value: { limits, cacheSeconds },
  onChange,
}: {
  value: TrafficSettings;
  onChange: (value: TrafficSettings) => void;
}): ReactNode {
  const limit = (change: Partial<TrafficLimits>): void => onChange({ cacheSeconds, limits: { ...limits, ...change } });
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <OptionalNumber
        label="Requests per second"
        description="Of all callers, at each gateway."
        value={limits.requestsPerSecond}
        max={1_000_000}
        isWhole={false}
        onChange={(requestsPerSecond) => limit({ requestsPerSecond })}
      />
      <OptionalNumber
        label="Requests per second and token"
        description="Of each token, at each gateway."
        value={limits.tokenRequestsPerSecond}
        max={1_000_000}
        isWhole={false}
        onChange={(tokenRequestsPerSecond) => limit({ tokenRequestsPerSecond })}
      />
      <OptionalNumber
        label="Requests per day and token"
        description="Counted from midnight UTC; a gateway that starts anew begins at zero."
        value={limits.tokenRequestsPerDay}
        max={1_000_000_000}
        onChange={(tokenRequestsPerDay) => limit({ tokenRequestsPerDay })}
      />
      <OptionalNumber
        label="Runs at the same time"
        description="Requests above this wait, or are refused."
        value={limits.concurrency}
        max={10_000}
        onChange={(concurrency) => limit({ concurrency })}
      />
      <NumberInput
        label="Requests that may wait"
        description="For at most 5 seconds each."
        min={0}
        max={10_000}
        allowDecimal={false}
        disabled={limits.concurrency === null}
        value={limits.queue}
        onChange={(queue) => limit({ queue: Number(queue) })}
      />
      <OptionalNumber
        label="Repeat answers for"
        description="The same inputs get the same answer without a run. Only for models without chance."
        value={cacheSeconds}
        max={86_400}
        suffix=" s"
        onChange={(seconds) => onChange({ limits, cacheSeconds: seconds })}
      />
    </SimpleGrid>
  );
}

function OptionalNumber({
  value,
  isWhole = true,
  onChange,
  ...shown
}: {
  label: string;
  description: string;
  value: number | null;
  max: number;
  suffix?: string;
  isWhole?: boolean;
  onChange: (value: number | null) => void;
}): ReactNode {
  return (
    <NumberInput
      {...shown}
      placeholder="none"
      min={isWhole ? 1 : 0.01}
      allowDecimal={!isWhole}
      value={value ?? ''}
      onChange={(typed) => onChange(typed === '' ? null : Number(typed))}
    />
  );
}
