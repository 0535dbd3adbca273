import type { MonitorKind } from '@slipway/contracts';

/** DriftDetected is what reactions read of `monitoring.drift_detected`; `worstFeature` is there where features are what the monitor watches. */
export interface DriftDetected {
  monitorId: string;
  monitor: string;
  watches: MonitorKind;
  runId: string;
  windowFrom: string;
  windowTo: string;
  worstFeature: string | null;
  rows: number;
}

/** WindowCompared is what reactions read of `monitoring.window_compared`; `goesOn`: the monitor was in this state before. */
export interface WindowCompared extends DriftDetected {
  state: string;
  goesOn: boolean;
}
