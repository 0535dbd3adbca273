export { compareWindow, type WatchedFeature } from './compare-window.js';
export { AlarmHistory } from './alarm-history.js';
export { RowChecker } from './row-checker.js';
export { MonitoringService } from './monitoring.service.js';
export type { DriftDetected, WindowCompared } from './monitoring.events.js';
export {
  buildBaselineJob,
  buildTrafficBaselineJob,
  explainWindowJob,
  readSliceJob,
  recordFeedbackJob,
  runMonitorJob,
  runMonitorNowJob,
} from './monitoring.jobs.js';
export {
  requireColumns,
  scoreEachRow,
  scoreColumnsBy,
  startScorer,
  withScorers,
  type RunningScorer,
  type ScoredColumns,
  type ScoredRow,
} from './score-rows.js';
export { isPredicted, watchedPart } from './watched-parts.js';
export { watchedColumn, watchedScore } from './watched-score.js';
export { lossesOf, metricsOf, smallerIsBetter, THRESHOLD, type Kind } from './metrics-of.js';
export { classLosses, knownClasses, probabilityMetrics } from './probability-metrics.js';
