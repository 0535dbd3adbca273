import { jobsEndpoints, jobWords } from '@slipway/contracts';
import { ActionIcon, Anchor, Button, Group, Indicator, Popover, Progress, Stack, Text, Tooltip } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Status } from '../../components/ui/status.js';
import { TimeAgo } from '../../components/ui/time-ago.js';
import { formatBytes, formatPercent } from '../../lib/format.js';
import { paths } from '../../lib/paths.js';
import { useAct, useCall } from '../../lib/queries.js';
import { useUploads, type Upload } from '../../lib/uploads.js';

/** JobsTray shows what runs in the background: uploads of this page, and the newest jobs. */
export function JobsTray(): ReactNode {
  const running = useCall(jobsEndpoints.listJobs, { query: { state: 'running', limit: 5 } });
  const newest = useCall(jobsEndpoints.listJobs, { query: { limit: 5 } });
  const cancel = useAct(jobsEndpoints.cancelJob, { success: 'Cancelled' });
  const uploads = useUploads();
  const sending = uploads.filter(({ state }) => state === 'sending' || state === 'checking');
  const active = (running.data?.items.length ?? 0) + sending.length;
  return (
    <Popover position="bottom-end" width={360} withArrow trapFocus>
      <Popover.Target>
        <Tooltip label="Jobs and uploads">
          <Indicator disabled={active === 0} processing size={8} offset={5}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={active === 0 ? 'Jobs and uploads' : `Jobs and uploads, ${active} running`}
            >
              <IconActivity size={18} />
            </ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {uploads.slice(0, 4).map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
          {newest.data?.items.map((job) => (
            <div key={job.id}>
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <Text size="sm" truncate>
                  {jobWords(job.name)} {job.subject}
                </Text>
                <Status of="job" value={job.state} detail={job.error?.detail} />
              </Group>
              {job.state === 'running' && (
                <Progress
                  value={job.progress * 100}
                  size="sm"
                  mt={4}
                  aria-label={`${jobWords(job.name)}: ${formatPercent(job.progress)}`}
                />
              )}
              <Group justify="space-between" gap="xs">
                <Text size="xs" c="dimmed">
                  {(job.state === 'running' ? job.message : null) ?? <TimeAgo at={job.finishedAt ?? job.createdAt} />}
                </Text>
                {(job.state === 'running' || job.state === 'waiting') && (
                  <Button variant="subtle" size="compact-xs" onClick={() => cancel.mutate({ params: { id: job.id } })}>
                    Cancel
                  </Button>
                )}
              </Group>
            </div>
          ))}
          {newest.data?.items.length === 0 && uploads.length === 0 && (
            <Text size="sm" c="dimmed">
              Nothing has run yet.
            </Text>
          )}
          <Anchor component={Link} to={paths.jobs} size="sm">
            All jobs
          </Anchor>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

const uploadWords = {
  sending: 'sending',
  checking: 'checking the file',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

function UploadRow({ upload }: { upload: Upload }): ReactNode {
  const share = upload.totalBytes === 0 ? 0 : upload.sentBytes / upload.totalBytes;
  return (
    <div>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" truncate>
          {upload.name}
        </Text>
        <Text size="xs" c="dimmed">
          {uploadWords[upload.state]}
        </Text>
      </Group>
      {upload.state === 'sending' && (
        <Group gap="xs" wrap="nowrap">
          <Progress value={share * 100} size="sm" flex={1} aria-label={`${upload.name}: ${formatPercent(share)}`} />
          <Text size="xs">{formatBytes(upload.totalBytes)}</Text>
          <Button variant="subtle" size="compact-xs" onClick={upload.cancel}>
            Cancel
          </Button>
        </Group>
      )}
      {upload.error !== null && (
        <Text size="xs" c="var(--slip-bad)">
          {upload.error.message}
        </Text>
      )}
    </div>
  );
}
