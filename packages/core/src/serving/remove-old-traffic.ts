import { deleteOlder } from '../kernel/delete-older.js';
import type { Kit } from '../kernel/kit.js';

const DAY_MS = 86_400_000;
/** As long as the cells of monitors: charts, costs and rollouts look no further back. */
const TRAFFIC_DAYS = 400;
/** A gateway's journal that is found so late is not known any more as written already. */
const FLUSH_DAYS = 30;

/**
 * removeOldTraffic deletes rows of the prediction log that came more than `SLIPWAY_LOG_DAYS` ago, and
 * what was counted of traffic more than 400 days ago; numbers of flushes, which keep a journal from being written twice, end after 30. Returns how many rows went.
 */
export async function removeOldTraffic({ db, clock, settings: { logDays } }: Kit): Promise<number> {
  const ago = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MS);
  const aged = [
    { table: 'PredictionRow', column: 'receivedAt', before: ago(logDays) },
    { table: 'GatewayFlush', column: 'at', before: ago(FLUSH_DAYS) },
    { table: 'TrafficBucket', column: 'bucketAt', before: ago(TRAFFIC_DAYS) },
  ];
  let deleted = 0;
  for (const one of aged) deleted += await deleteOlder(db, one);
  return deleted;
}
