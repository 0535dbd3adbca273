import type { Monitor, MonitorState } from '@slipway/contracts';

const WORST_FIRST: readonly MonitorState[] = ['firing', 'error', 'pending', 'no_data', 'ok'];

/** DriftOf is what a list says of the drift of one endpoint: its monitor that is worst off. */
export type DriftOf = Pick<Monitor, 'name' | 'state'>;

/** driftByEndpoint takes, of the drift monitors that are turned on, each endpoint's worst one. */
export function driftByEndpoint(monitors: readonly Monitor[]): ReadonlyMap<string, DriftOf> {
  const found = new Map<string, DriftOf>();
  for (const { kind, enabled, endpoint, name, state } of monitors) {
    if (kind !== 'drift' || !enabled) continue;
    const known = found.get(endpoint);
    if (known === undefined || rank(state) < rank(known.state)) found.set(endpoint, { name, state });
  }
  return found;
}

const rank = (state: MonitorState): number => WORST_FIRST.indexOf(state);
