import { jobsEndpoints, type DatasetVersion } from '@slipway/contracts';
import { Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCall } from '../../../lib/queries.js';
import { ToneWord } from '../../../components/ui/status.js';

/** DatasetState says whether a version can be used; one that is being read shows how far the job is. */
export function DatasetState({ version }: { version: Pick<DatasetVersion, 'state' | 'jobId' | 'error'> }): ReactNode {
  const { state, jobId, error } = version;
  if (state === 'ready') return <ToneWord tone="good" word="Ready" />;
  if (state === 'failed') return <ToneWord tone="bad" word="Not readable" detail={error} />;
  return <Reading jobId={jobId} />;
}

function Reading({ jobId }: { jobId: string | null }): ReactNode {
  const job = useCall(
    jobsEndpoints.getJob,
    { params: { id: jobId ?? '' } },
    { enabled: jobId !== null, everyMs: 1_000 },
  );
  const share = (job.data?.progress ?? 0) * 100;
  return (
    <div role="status" style={{ minWidth: 120 }}>
      <Progress value={share} animated aria-label="Share of the file that was read" />
      <Text size="xs" c="dimmed">
        {job.data?.message ?? 'Waiting to be read'}
      </Text>
    </div>
  );
}
