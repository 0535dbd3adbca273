import type { Monitor, MonitorRun } from '@slipway/contracts';

/**
 * shownRun is the window that a monitor's page shows unless one is chosen: of a monitor that fires the newest that alarmed, else the newest that
 * has anything to show. Of volume that is the newest one: that nothing came is what it tells. `runs` are newest first.
 */
export function shownRun(
  runs: readonly MonitorRun[],
  { kind, state }: Pick<Monitor, 'kind' | 'state'>,
): MonitorRun | undefined {
  const alarmed = state === 'firing' ? runs.find((run) => run.state === 'firing') : undefined;
  if (alarmed !== undefined || kind === 'volume') return alarmed ?? runs[0];
  return runs.find(({ rows, estimates }) => rows > 0 || estimates.length > 0) ?? runs[0];
}
