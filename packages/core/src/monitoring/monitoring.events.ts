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
