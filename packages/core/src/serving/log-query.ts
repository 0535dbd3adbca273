import type { endpointTable, QueryOf } from '@slipway/contracts';
import { decodeCursor } from '../kernel/cursor.js';
import type { LogQuery } from './traffic.repository.js';

const PREDICTION_ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/(\d{1,5}))?$/;

/** logQueryOf is what the log is asked for; `find` means a prediction where it has the form of an id, one row of it with /row, else a routing key. */
export function logQueryOf(endpointId: string, query: QueryOf<(typeof endpointTable)['listPredictions']>): LogQuery {
  const { limit, role, errorsOnly, outliersOnly, find, from, to, slice, cursor } = query;
  const after = decodeCursor(cursor);
  return {
    endpointId,
    limit,
    errorsOnly,
    outliersOnly,
    slice: slice ?? null,
    ...(role && { role }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    ...(find && soughtBy(find)),
    ...(after && { before: { requestId: String(after[0]), row: Number(after[1]) } }),
  };
}

function soughtBy(find: string): Pick<LogQuery, 'key' | 'requestId' | 'row'> {
  const [, requestId, row] = PREDICTION_ID.exec(find) ?? [];
  if (requestId === undefined) return { key: find };
  return { requestId, ...(row !== undefined && { row: Number(row) }) };
}
