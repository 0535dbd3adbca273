import { rolloutsEndpoints, type Replay } from '@slipway/contracts';
import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { ErrorPanel } from '../../../components/ui/error-panel.js';
import { JobProgress } from '../../../components/ui/job-progress.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { ToneIcon } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { onEnter } from '../../../lib/on-enter.js';
import { paths } from '../../../lib/paths.js';
import { standsOnPage, useAct, useCall } from '../../../lib/queries.js';
import { replayVerdict } from '../../../lib/replay-words.js';
import { useDenied } from '../../../lib/session.js';

const LOOK_MS = 2_000;
const MOST_ROWS = 10_000;
const ALL = 'all';
const spans = [
  { value: '1', label: 'last hour' },
  { value: '24', label: 'last day' },
  { value: '168', label: 'last week' },
  { value: ALL, label: 'all of the log' },
];

interface Candidate {
  endpoint: string;
  model: string;
  version: number;
}

const useReplays = (endpoint: string, everyMs: number | false = false) =>
  useCall(rolloutsEndpoints.listReplays, { params: { name: endpoint }, query: { limit: 50 } }, { everyMs });

/** ReplayCheck answers, before any user sees a version: what would it have said to the requests that came? */
export function ReplayCheck({ endpoint, model, version }: Candidate): ReactNode {
  const replays = useReplays(endpoint);
  const last = replays.data?.items.find(({ toModel, toVersion }) => toModel === model && toVersion === version);
  const isRunning = last?.state === 'waiting' || last?.state === 'running';
  return (
    <Stack gap={6} role="group" aria-label="Logged requests">
      <Text size="sm" fw={500}>
        Logged requests{' '}
        <Text span size="xs" c="dimmed">
          are asked again of both versions; nobody gets these answers
        </Text>
      </Text>
      <Loaded query={replays} height={36}>
        {() => (
          <>
            {isRunning && <Running replay={last} />}
            {last !== undefined && !isRunning && <LastReplay replay={last} />}
            {!isRunning && <StartReplay endpoint={endpoint} model={model} version={version} />}
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function Running({ replay: { endpoint, jobId } }: { replay: Replay }): ReactNode {
  useReplays(endpoint, LOOK_MS);
  return <JobProgress jobId={jobId} label="Replayed" cancelled="The replay ends" />;
}

function LastReplay({ replay }: { replay: Replay }): ReactNode {
  const { tone, sentence } = replayVerdict(replay);
  return (
    <Text size="sm" component="div" role="status">
      <ToneIcon tone={tone} size={15} /> {sentence}. <TimeAgo at={replay.createdAt} />,{' '}
      <Link to={paths.replay(replay.id)} target="_blank">
        all answers
      </Link>
    </Text>
  );
}

function StartReplay({ endpoint, ...candidate }: Candidate): ReactNode {
  const [span, setSpan] = useState('24');
  const [rows, setRows] = useState<number | string>(1_000);
  const start = useAct(rolloutsEndpoints.startReplay);
  const denied = useDenied('write');
  useEffect(() => standsOnPage(start.error), [start.error]);
  const count = Number(rows);
  const isCount = Number.isInteger(count) && count >= 1 && count <= MOST_ROWS;
  const startNow = (): void => {
    const within = span === ALL ? {} : { hours: Number(span) };
    start.mutate({ params: { name: endpoint }, body: { ...candidate, rows: count, ...within } });
  };
  const isReady = isCount && denied === null && !start.isPending;
  return (
    <>
      <Group gap="xs" align="end" onKeyDown={onEnter(() => isReady && startNow())}>
        <Select
          size="xs"
          label="Of"
          data={spans}
          value={span}
          onChange={(value) => setSpan(value ?? ALL)}
          allowDeselect={false}
          w={140}
        />
        <NumberInput
          size="xs"
          label="The newest"
          suffix=" rows"
          thousandSeparator=","
          allowDecimal={false}
          value={rows}
          onChange={setRows}
          error={isCount ? undefined : '1 to 10,000'}
          w={140}
        />
        <Button
          size="xs"
          variant="default"
          disabled={!isCount || denied !== null}
          title={denied ?? undefined}
          loading={start.isPending}
          onClick={startNow}
        >
          Replay logged requests
        </Button>
      </Group>
      {start.error !== null && <ErrorPanel error={start.error} />}
    </>
  );
}
