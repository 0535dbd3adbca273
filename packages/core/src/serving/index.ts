export { acceptsAll } from './accepts-all.js';
export { everybody, ownShareOf, type Asking, type Assignment, type RoutedRule } from './assignment.js';
export type {
  CellCounts,
  EventSpan,
  EvidenceCounts,
  Flush,
  LoggedRow,
  Mirrored,
  MirroredCounts,
  MirroredRow,
  TrafficCounts,
} from './flush.js';
export {
  pairedByConfig,
  SCORE,
  SCORE_BINS,
  type CountedRow,
  type DrawnShare,
  type OfVersion,
} from './evidence.repository.js';
export { canAnswer } from './endpoint-view.js';
export { evenlyDrawn } from './evenly-drawn.js';
export { notePutAway, type PutAway } from './note-put-away.js';
export { pairedSegment, pairReport } from './pair-report.js';
export { PairTally, type PairCounts, type PairedArm } from './pair-tally.js';
export { logLine } from './flush.repository.js';
export { ExternalTargets, type OpenTarget } from './external/external-targets.js';
export type { GpuLedger } from './gpu-ledger.js';
export type { GpuMemory, GpuWish } from './runtimes/place-gpus.js';
export { EndpointChecks } from './endpoint-checks.js';
export { ContainersService } from './containers.service.js';
export { ScalingService } from './autoscale/scaling.service.js';
export { WorkloadsService } from './workloads.service.js';
export type {
  BlastLimits,
  ConfigVariant,
  ReplicaProtocol,
  Route,
  RoutedBaseline,
  RoutedReplica,
  RoutedVariant,
} from './route.js';
export { refuseRedacted } from './refuse-redacted.js';
export { schemaOf, ServingService, stableOf, type NewConfig } from './serving.service.js';
export type { ConfigRow, EndpointRow, SeenReport, SeenRow, SeenVariant } from './serving.repository.js';
export { costPer1000, readCosts } from './costs.repository.js';
export { ALL_ROWS, inSlice, rowInSlice, sliceJson, sliceKey, sliceWords } from './row-slice.js';
export { TrafficMinutes } from './traffic-minutes.repository.js';
