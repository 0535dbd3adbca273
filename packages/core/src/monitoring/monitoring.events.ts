/** DriftDetected is what reactions read of `monitoring.drift_detected`. */
export interface DriftDetected {
  monitorId: string;
  monitor: string;
  runId: string;
  windowFrom: string;
  windowTo: string;
  worstFeature: string;
  rows: number;
}

/** WindowCompared is what reactions read of `monitoring.window_compared`; `goesOn`: the monitor was in this state before. */
export interface WindowCompared extends DriftDetected {
  state: string;
  goesOn: boolean;
}
