import type { Alert } from '@slipway/contracts';

/** alertOf is the newest alert that is not over and whose evidence is on the pages of a monitor, or null. */
export function alertOf(alerts: readonly Alert[], monitor: string): Alert | null {
  const page = `/monitors/${encodeURIComponent(monitor)}`;
  const isAbout = ({ evidencePath }: Alert): boolean =>
    evidencePath === page || evidencePath.startsWith(`${page}/`) || evidencePath.startsWith(`${page}?`);
  return alerts.find((alert) => alert.state !== 'resolved' && isAbout(alert)) ?? null;
}
