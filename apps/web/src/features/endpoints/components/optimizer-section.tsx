import {
  datasetsEndpoints,
  jobsEndpoints,
  optimizationEndpoints,
  servingEndpoints,
  type Optimization,
  type ServingEndpoint,
} from '@slipway/contracts';
import { Alert, Button, Group, NumberInput, Progress, Select, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { settingChange, type EndpointSetting } from '../prepare/former-setting.js';
import { settingWord, sweepSentence } from '../prepare/sweep.js';
import { SweepChart } from './sweep-chart.js';

interface Served {
  endpoint: ServingEndpoint;
  model: string;
  version: number;
}

const LOOK_MS = 1_500;
const isRunning = (sweep: Optimization | undefined): boolean =>
  sweep?.state === 'waiting' || sweep?.state === 'running';

/** OptimizerSection answers: how would this version run best, and what does each way cost in latency? */
export function OptimizerSection(served: Served): ReactNode {
  const { model, version } = served;
  const sweeps = useCall(
    optimizationEndpoints.listOptimizations,
    { query: { model, version, limit: 1 } },
    { everyMs: LOOK_MS },
  );
  const sweep = sweeps.data?.items[0];
  return (
    <Section
      title="How it runs best"
      note={sweep && <TimeAgo at={sweep.createdAt} />}
      actions={<StartSweep model={model} version={version} running={isRunning(sweep)} />}
    >
      <Loaded query={sweeps} height={120}>
        {() =>
          sweep === undefined ? (
            <Text size="sm" c="dimmed">
              Not measured. A sweep runs the version in processes of its own, several at a time and with joined
              requests, for about two minutes; they give way to what serves.
            </Text>
          ) : (
            <Swept sweep={sweep} endpoint={served.endpoint} />
          )
        }
      </Loaded>
    </Section>
  );
}

function StartSweep({ model, version, running }: Omit<Served, 'endpoint'> & { running: boolean }): ReactNode {
  const datasets = useCall(datasetsEndpoints.listDatasets, { query: { limit: 200 } });
  const [dataset, setDataset] = useState<string | null>(null);
  const start = useAct(optimizationEndpoints.startOptimization, {
    success: 'Measuring; the points appear as they are measured',
  });
  const denied = useDenied('write');
  const names = datasets.data?.items.filter(({ latest }) => latest !== null).map(({ name }) => name) ?? [];
  return (
    <Group gap="xs">
      <Select
        aria-label="Rows of"
        placeholder="made-up rows"
        size="xs"
        w={180}
        data={names}
        value={dataset}
        onChange={setDataset}
        clearable
        searchable
      />
      <Button
        size="xs"
        variant="default"
        disabled={running || denied !== null}
        title={denied ?? undefined}
        loading={start.isPending}
        onClick={() => start.mutate({ body: { model, version, ...(dataset !== null && { dataset }) } })}
      >
        Measure
      </Button>
    </Group>
  );
}

function Swept({ sweep, endpoint: served }: { sweep: Optimization; endpoint: ServingEndpoint }): ReactNode {
  const endpoint = served.name;
  const [before, setBefore] = useState<EndpointSetting | null>(null);
  const [p95Ms, setLimit] = useState<number | null>(null);
  const cancel = useAct(jobsEndpoints.cancelJob, { success: 'The sweep ends' });
  const apply = useAct(optimizationEndpoints.applySetting, { success: `${endpoint} runs it so from now on` });
  const undo = useAct(servingEndpoints.updateEndpoint, {
    success: `${endpoint} runs it as before`,
    onDone: () => setBefore(null),
  });
  const denied = useDenied('write');
  const params = { id: sweep.id };
  const advice = useCall(
    optimizationEndpoints.adviseSetting,
    { params, query: { endpoint, ...(p95Ms !== null && { p95Ms }) } },
    { enabled: sweep.points.length > 0, everyMs: isRunning(sweep) && LOOK_MS },
  );
  const point = advice.data?.point ?? null;
  return (
    <Stack gap="sm">
      {isRunning(sweep) && (
        <Group gap="sm">
          <Progress value={100 * sweep.progress} flex={1} aria-label="Points measured" />
          <Button size="compact-xs" variant="default" onClick={() => cancel.mutate({ params: { id: sweep.jobId } })}>
            Cancel
          </Button>
        </Group>
      )}
      {sweep.error !== null && (
        <Alert color="bad" title="The sweep ended early">
          {sweep.error}
        </Alert>
      )}
      <SweepChart points={sweep.points} advised={point} sentence={sweepSentence(sweep)} />
      <Group gap="sm" align="end">
        <NumberInput
          label="The most rows a second with p95 at most"
          placeholder="any"
          size="xs"
          w={300}
          suffix=" ms"
          min={0.01}
          value={p95Ms ?? ''}
          onChange={(typed) => setLimit(Number(typed) > 0 ? Number(typed) : null)}
        />
        {point !== null && (
          <Button
            size="xs"
            loading={apply.isPending}
            disabled={denied !== null}
            title={denied ?? undefined}
            onClick={() => {
              const { replicas, threads, batchRows } = point;
              apply.mutate(
                { params, body: { endpoint, setting: { replicas, threads, batchRows } } },
                { onSuccess: () => setBefore(served) },
              );
            }}
          >
            Run it as {settingWord(point)}
          </Button>
        )}
        {before !== null && (
          <Button
            size="xs"
            variant="default"
            loading={undo.isPending}
            onClick={() => undo.mutate({ params: { name: endpoint }, body: settingChange(before, served) })}
          >
            Undo
          </Button>
        )}
      </Group>
      <Text size="sm" aria-live="polite">
        {advice.data?.why}
      </Text>
    </Stack>
  );
}
