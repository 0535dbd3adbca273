export { createCore, type Core, type CoreOptions } from './create-core.js';
export { openCore, type OpenCoreOptions } from './open-core.js';
export { actorOf, sameSecret, type Credential, type SignedIn } from './access/index.js';
export { readSystemNumbers, slipwayVersion, type SystemNumbers } from './overview/index.js';
export { systemActor, type Actor } from './kernel/actor.js';
export type { Clock } from './kernel/clock.js';
export type { Db, Tx } from './kernel/db.js';
export { readSettings, type Settings } from './kernel/env.js';
export { notFound, SlipwayError } from './kernel/errors.js';
export { queueDueSchedules, takeDueJobs, type DueJob } from './kernel/jobs/job-relay.js';
export type { JobKind, QueueName } from './kernel/jobs/job-kind.js';
export { runJob, type BoundJob, type JobContext, type JobHandler } from './kernel/jobs/run-job.js';
export type { Kit } from './kernel/kit.js';
export { errorText, jsonLog, type Log } from './kernel/log.js';
export { processName } from './kernel/process-name.js';
export { numberEvents } from './kernel/sequencer.js';
export { uuidv7 } from './kernel/uuid.js';
export { ownShareOf, PairTally } from './serving/index.js';
export { SCORE, SCORE_BINS } from './serving/index.js';
export type {
  CellCounts,
  EventSpan,
  EvidenceCounts,
  Flush,
  GpuMemory,
  LoggedRow,
  Mirrored,
  MirroredCounts,
  MirroredRow,
  OpenTarget,
  PairedArm,
  ReplicaProtocol,
  Route,
  RoutedBaseline,
  RoutedReplica,
  RoutedVariant,
  SeenReport,
  TrafficCounts,
} from './serving/index.js';
export { canAnswer, logLine, notePutAway } from './serving/index.js';
export { compareWindow, isPredicted, watchedPart, watchedScore, type WatchedFeature } from './monitoring/index.js';
export {
  medianSeconds,
  shareOf,
  simulateRollout,
  type EventRates,
  type SimulatedEnd,
  type SimulatedRollout,
} from './rollouts/index.js';
export { hear, type Channel } from './kernel/hear.js';
export { bindJobs } from './jobs.js';
export { runReactions } from './reactions.js';
export { RestCollector } from './kernel/rest-collector.js';
export { removeOldRows } from './kernel/retention.js';
export type { BriefVersion, FoundModel, SortKey } from './registry/index.js';
export type { ExperimentRow, LoggedModelRow, RunRow } from './runs/index.js';
