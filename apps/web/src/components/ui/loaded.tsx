import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFailure, type Failing } from '../../lib/use-failure.js';
import { ErrorPanel } from './error-panel.js';

/** Question is the part of a query that deciding between skeleton, error and content needs. */
export interface Question<T> extends Failing {
  data: T | undefined;
  refetch: () => unknown;
}

/** Loaded shows a skeleton, then the content, or the error with a retry; after a failed refetch the old content stays. */
export function Loaded<T>({
  query,
  height = 160,
  children,
}: {
  query: Question<T>;
  height?: number;
  children: (data: T) => ReactNode;
}): ReactNode {
  const failure = useFailure(query);
  if (query.data !== undefined) return children(query.data);
  if (failure !== null) return <ErrorPanel error={failure} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="xs" aria-busy aria-label="Loading">
      <Skeleton height={22} width="35%" />
      <Skeleton height={height} />
    </Stack>
  );
}
