import type { Evaluation, Folds, ThenRollOut, TrainingStepName } from '@slipway/contracts';
import type { ArtifactsService } from '../../artifacts/index.js';
import type { DatasetsService } from '../../datasets/index.js';
import type { EvaluationService, GatesService } from '../../evaluation/index.js';
import type { Tx } from '../../kernel/db.js';
import type { JobContext } from '../../kernel/jobs/run-job.js';
import type { Kit } from '../../kernel/kit.js';
import type { AlarmHistory, MonitoringService, RowChecker } from '../../monitoring/index.js';
import type { RegistryService } from '../../registry/index.js';
import type { RolloutsService } from '../../rollouts/index.js';
import type { RunsService } from '../../runs/index.js';
import type { GpuLedger, ServingService } from '../../serving/index.js';
import type { RetrainingRepository, TrainingRunRow } from '../retraining.repository.js';

/** TrainingDeps are the domains that a training run works with. */
export interface TrainingDeps {
  artifacts: ArtifactsService;
  datasets: DatasetsService;
  registry: RegistryService;
  runs: RunsService;
  serving: ServingService;
  monitoring: MonitoringService;
  alarms: AlarmHistory;
  checker: RowChecker;
  evaluation: EvaluationService;
  gates: GatesService;
  rollouts: RolloutsService;
  gpus: GpuLedger;
}

/** KeptRows is a dataset version by name and digest. */
export interface KeptRows {
  dataset: string;
  datasetVersion: number;
  digest: string;
  rows: number;
}

/** StepResults is what finished steps left for those after them: ids, digests and what the trainer said. */
export interface StepResults {
  fetch?: KeptRows & { holdOut: KeptRows | null };
  train?: {
    modelDigest: string;
    metrics: Record<string, number>;
    params: Record<string, string>;
    schema: unknown;
    /** Absent in runs of earlier releases. */
    folds?: Folds;
    parentVersion: number | null;
    /** The run of the experiment; absent in runs of earlier releases. */
    runId?: string | null;
  };
  register?: { versionId: string; version: number };
  /** The verdict is absent in runs of earlier releases. */
  evaluate?: { evaluationId: string; verdict?: Evaluation['verdict'] };
  canary?: { rolloutId: string };
}

/** StepContext is what a step works with. */
export interface StepContext {
  kit: Kit;
  deps: TrainingDeps;
  runs: RetrainingRepository;
  job: JobContext;
  row: TrainingRunRow;
  thenRollOut: ThenRollOut | null;
  results: StepResults;
}

/**
 * StepOutcome is how a step ended: done, with what it left; skipped, with nothing to do; stopped for the reason `code`, so that no further step is taken; held
 * until a person answers; parked, to be taken again when its job is woken or `until` has come; or under way outside. `also` is written in the
 * transaction that ends the step.
 */
export type StepOutcome = { why: string; also?: (tx: Tx) => Promise<void> } & (
  | { act: 'done'; result?: StepResults[keyof StepResults] }
  | { act: 'park'; until: Date }
  | { act: 'stop'; code: string }
  | { act: 'skip' | 'hold' | 'follow' }
);

/** Step does one step of a training run; interrupted and begun anew it finds what it did already. */
export type Step = (context: StepContext) => Promise<StepOutcome>;

/** Steps are all steps by name. */
export type Steps = Readonly<Record<TrainingStepName, Step>>;

/** resultOf is what an earlier step left; that it is missing is a fault of the order of steps. */
export function resultOf<K extends keyof StepResults>(results: StepResults, name: K): NonNullable<StepResults[K]> {
  const result = results[name];
  if (result === undefined) throw new Error(`The step ${name} left nothing.`);
  return result;
}
