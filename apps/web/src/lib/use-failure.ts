import { useState } from 'react';

/** Failing is the part of a query that tells whether it fails: finally, or while it is tried again. */
export interface Failing {
  data?: unknown;
  error: unknown;
  failureReason?: unknown;
  /** How often it failed finally; 0 for a question that is new. */
  errorUpdateCount?: number | undefined;
}

/**
 * useFailure is what a query without data fails with, null while it loads: also between two tries, and while a failed one is asked again, when the query itself forgets it.
 */
export function useFailure({ data, error, failureReason, errorUpdateCount = 0 }: Failing): unknown {
  const [last, setLast] = useState<unknown>(null);
  const known = data === undefined ? (error ?? failureReason ?? (errorUpdateCount > 0 ? last : null)) : null;
  if (known !== last) setLast(known);
  return known;
}
