import type { Monitor, MonitorRun } from '@slipway/contracts';

/**
 * shownRun is the window that a monitor's page shows: the chosen one, or the newest that has anything to show. Of volume that is the newest
 * one: that nothing came is what it tells. `runs` are newest first.
 */
export function shownRun(runs: readonly MonitorRun[], chosen: string, kind: Monitor['kind']): MonitorRun | undefined {
  const found = runs.find(({ id }) => id === chosen);
  if (found !== undefined || kind === 'volume') return found ?? runs[0];
  return runs.find(({ rows, estimates }) => rows > 0 || estimates.length > 0) ?? runs[0];
}
