import type { Core } from './create-core.js';
import { deliverJob } from './alerting/index.js';
import { collectGarbageJob, collectGarbageNowJob } from './artifacts/index.js';
import { runBatchPredictionJob } from './batch-predictions/index.js';
import { profileVersionJob } from './datasets/index.js';
import { runEvaluationJob } from './evaluation/index.js';
import type { JobKind } from './kernel/jobs/job-kind.js';
import type { BoundJob, JobHandler } from './kernel/jobs/run-job.js';
import {
  buildBaselineJob,
  buildTrafficBaselineJob,
  explainWindowJob,
  readSliceJob,
  recordFeedbackJob,
  runMonitorJob,
  runMonitorNowJob,
} from './monitoring/index.js';
import { sweepJob } from './optimization/index.js';
import { considerTriggerJob, runTrainingJob, tellCancelledJob } from './retraining/index.js';
import { reconcileRolloutJob, replayJob, tellHookJob } from './rollouts/index.js';

/** bindJobs is the whole job catalog, one line a job: a kind and what does it, checked against each other's payload by the compiler. */
export function bindJobs(core: Core): ReadonlyMap<string, BoundJob> {
  return new Map([
    bind(runEvaluationJob, (payload, context) => core.evaluation.runEvaluation(payload, context)),
    bind(runBatchPredictionJob, (payload, context) => core.batchPredictions.run(payload, context)),
    bind(sweepJob, (payload, context) => core.optimization.runSweep(payload, context)),
    bind(buildBaselineJob, (payload, context) => core.monitoring.baselines.runBuild(payload, context)),
    bind(buildTrafficBaselineJob, (payload, context) =>
      core.monitoring.baselines.runBuildFromTraffic(payload, context),
    ),
    bind(runMonitorJob, (payload, context) => core.monitoring.runMonitorJob(payload, context)),
    bind(runMonitorNowJob, (payload, context) => core.monitoring.runMonitorJob(payload, context)),
    bind(readSliceJob, (payload, context) => core.monitoring.readSlice(payload, context)),
    bind(explainWindowJob, (payload, context) => core.monitoring.causes.runExplain(payload, context)),
    bind(recordFeedbackJob, (payload, context) => core.monitoring.feedback.runRecordDataset(payload, context)),
    bind(reconcileRolloutJob, (payload, context) => core.rollouts.reconcile(payload, context)),
    bind(tellHookJob, (payload) => core.rollouts.tellHook(payload)),
    bind(replayJob, (payload, context) => core.rollouts.replays.runReplay(payload, context)),
    bind(runTrainingJob, (payload, context) => core.retraining.runTraining(payload, context)),
    bind(tellCancelledJob, (payload) => core.retraining.tellCancelled(payload)),
    bind(considerTriggerJob, (payload, context) => core.retraining.triggers.runConsider(payload, context)),
    bind(profileVersionJob, (payload, context) => core.datasets.runProfile(payload, context)),
    bind(collectGarbageJob, (payload, context) => core.artifacts.runCollection(payload, context)),
    bind(collectGarbageNowJob, (payload, context) => core.artifacts.runCollection(payload, context)),
    bind(deliverJob, (payload, context) => core.alerting.deliver(payload, context)),
  ]);
}

function bind<P>(kind: JobKind<string, P>, handler: JobHandler<P>): [string, BoundJob] {
  return [kind.name, { kind, handler: (payload, context) => handler(kind.payload.parse(payload), context) }];
}
