import { deleteOlder } from '../kernel/delete-older.js';
import type { Kit } from '../kernel/kit.js';

const DAY_MS = 86_400_000;

/** removeOldOutcomes deletes outcomes and business metrics that were told more than `SLIPWAY_LOG_DAYS` ago: their predictions are gone from the log. Returns how many rows went. */
export async function removeOldOutcomes({ db, clock, settings: { logDays } }: Kit): Promise<number> {
  const before = new Date(clock.now().getTime() - logDays * DAY_MS);
  let deleted = 0;
  for (const table of ['Feedback', 'MetricValue'])
    deleted += await deleteOlder(db, { table, column: 'receivedAt', before });
  return deleted;
}
