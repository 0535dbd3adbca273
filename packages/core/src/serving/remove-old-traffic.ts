import { deleteOlder } from '../kernel/delete-older.js';
import type { Kit } from '../kernel/kit.js';

const DAY_MS = 86_400_000;
/** As long as the cells of monitors: charts, costs and rollouts look no further back. */
const TRAFFIC_DAYS = 400;

/**
 * removeOldTraffic deletes rows of the prediction log that came more than `SLIPWAY_LOG_DAYS` ago, with the numbers of the flushes that brought them, and
 * what was counted of traffic more than 400 days ago. Returns how many rows went.
 */
export async function removeOldTraffic({ db, clock, settings: { logDays } }: Kit): Promise<number> {
  const ago = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);
  const aged = [
    { table: 'PredictionRow', column: 'receivedAt', before: ago(logDays) },
    { table: 'GatewayFlush', column: 'at', before: ago(logDays) },
    { table: 'TrafficBucket', column: 'bucketAt', before: ago(TRAFFIC_DAYS) },
  ];
  let deleted = 0;
  for (const one of aged) deleted += await deleteOlder(db, one);
  return deleted;
}
