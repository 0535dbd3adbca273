import { Button, Group, Progress, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatBytes, formatPercent } from '../../lib/format.js';
import { useUploads } from '../../lib/uploads.js';

/** UploadProgress shows how far the newest upload is; it goes on in the jobs tray when the dialog closes. */
export function UploadProgress(): ReactNode {
  const upload = useUploads()[0];
  if (upload === undefined || (upload.state !== 'sending' && upload.state !== 'checking')) return null;
  const share = upload.totalBytes === 0 ? 1 : upload.sentBytes / upload.totalBytes;
  return (
    <div role="status">
      <Progress
        value={share * 100}
        animated={upload.state === 'checking'}
        aria-label={`Sent ${formatPercent(share)}`}
      />
      <Group justify="space-between" mt={4}>
        <Text size="xs" c="dimmed">
          {upload.state === 'checking'
            ? 'Checking the file'
            : `${formatBytes(upload.sentBytes)} of ${formatBytes(upload.totalBytes)}`}
        </Text>
        {upload.state === 'sending' && (
          <Button variant="subtle" size="compact-xs" onClick={upload.cancel}>
            Cancel upload
          </Button>
        )}
      </Group>
    </div>
  );
}
