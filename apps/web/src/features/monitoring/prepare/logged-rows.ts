import type { Monitor, MonitorRun } from '@slipway/contracts';
import { paths } from '../../../lib/paths.js';

/** loggedRowsPath is the prediction log with the rows that a monitor looked at in a window: those of its slice, and of outliers those that have one. */
export function loggedRowsPath(
  { kind, endpoint, slice }: Pick<Monitor, 'kind' | 'endpoint' | 'slice'>,
  { windowFrom: from, windowTo: to }: Pick<MonitorRun, 'windowFrom' | 'windowTo'>,
): string {
  return paths.predictionLog(endpoint, {
    from,
    to,
    ...(slice !== null && { slice: JSON.stringify(slice) }),
    ...(kind === 'outliers' && { outliers: '1' }),
  });
}
