import { jobsEndpoints, type Job } from '@slipway/contracts';
import { Button, Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatPercent } from '../../lib/format.js';
import { useAct, useCall } from '../../lib/queries.js';
import { useDenied } from '../../lib/session.js';
import { useFailure } from '../../lib/use-failure.js';
import { ErrorPanel } from './error-panel.js';
import { statusWord } from './status-words.js';

const LOOK_MS = 1_000;

/** JobProgress shows how far a job is and what it does; with `cancelled`, the sentence that follows, it can be ended. */
export function JobProgress({
  jobId,
  label,
  cancelled,
}: {
  jobId: string;
  label: string;
  cancelled?: string;
}): ReactNode {
  const job = useCall(jobsEndpoints.getJob, { params: { id: jobId } }, { everyMs: LOOK_MS });
  const cancel = useAct(jobsEndpoints.cancelJob, { success: cancelled ?? '' });
  const denied = useDenied('write');
  const failure = useFailure(job);
  if (failure !== null) return <ErrorPanel error={failure} onRetry={() => void job.refetch()} />;
  const progress = job.data?.progress ?? 0;
  return (
    <div>
      <Group gap="sm" wrap="nowrap">
        <Progress value={progress * 100} flex={1} aria-label={`${label}: ${formatPercent(progress)}`} />
        {cancelled !== undefined && (
          <Button
            size="compact-xs"
            variant="default"
            loading={cancel.isPending}
            disabled={denied !== null}
            title={denied ?? undefined}
            onClick={() => cancel.mutate({ params: { id: jobId } })}
          >
            Cancel
          </Button>
        )}
      </Group>
      <Text size="sm" mt={4}>
        {formatPercent(progress)}
        {job.data !== undefined && ` · ${doingWords(job.data)}`}
      </Text>
    </div>
  );
}

function doingWords({ state, message }: Job): string {
  if (state === 'waiting') return 'waiting for a worker';
  return state === 'running' ? (message ?? 'at work') : statusWord('job', state).word.toLowerCase();
}
