import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatAgo, formatExact } from '../../lib/format.js';
import { useNow } from '../../lib/now.js';

/** TimeAgo shows a time as an age that keeps counting; the exact time with its zone is shown on hover and focus. */
export function TimeAgo({ at }: { at: string | null | undefined }): ReactNode {
  const now = useNow(5000);
  if (at === null || at === undefined) return <span>never</span>;
  return (
    <Tooltip label={formatExact(at)}>
      <time dateTime={at} tabIndex={0} style={{ whiteSpace: 'nowrap' }}>
        {formatAgo(at, now)}
      </time>
    </Tooltip>
  );
}
