import { feedsFromRows, InferenceError, type Tensors, type VersionSchema } from '@slipway/inference';
import { SlipwayError } from '../kernel/errors.js';

/** SweepRequest is what a caller sends: so many rows as tensors. */
export interface SweepRequest {
  feeds: Tensors;
  rows: number;
}

/** sweepRequests cuts rows into requests; the last, smaller one is left out unless it is the only one. Rows that do not fit are `schema_mismatch`. */
export function sweepRequests(schema: VersionSchema, rows: readonly object[], rowsPerRequest: number): SweepRequest[] {
  const count = Math.max(1, Math.floor(rows.length / rowsPerRequest));
  return Array.from({ length: count }, (_, at) => {
    const own = rows.slice(at * rowsPerRequest, (at + 1) * rowsPerRequest);
    return { feeds: asRefusal(() => feedsFromRows(schema, own, { others: 'ignore' })), rows: own.length };
  });
}

/** asRefusal turns what the inference package refuses of rows into the product's refusal. */
export function asRefusal<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error;
    throw new SlipwayError(
      'schema_mismatch',
      error.message,
      error.errors?.map((field) => ({ ...field })),
    );
  }
}
