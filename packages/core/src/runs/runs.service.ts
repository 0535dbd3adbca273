import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { Experiments } from './experiments.js';
import { ExperimentsRepository } from './experiments.repository.js';
import { LoggedModels } from './logged-models.js';
import { LoggedModelsRepository } from './logged-models.repository.js';
import { MetricsRepository } from './metrics.repository.js';
import { RunLogRepository } from './run-log.repository.js';
import { RunReads } from './run-reads.js';
import { Runs } from './runs.js';
import { RunsRepository, type RunRow } from './runs.repository.js';

/** RunFacts is what a version that is registered from a run or a logged model takes over from it. */
export interface RunFacts {
  params: Record<string, string>;
  metrics: Record<string, number>;
  gitCommit?: string;
  datasetDigest?: string;
  runId?: string | null;
}

/** RunsService is experiment tracking: experiments, their runs, and the models that runs log. */
export class RunsService {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly models: LoggedModels;
  readonly reads: RunReads;
  private readonly repository: RunsRepository;
  private readonly loggedModels: LoggedModelsRepository;

  constructor(kit: Kit) {
    this.repository = new RunsRepository(kit.db);
    this.loggedModels = new LoggedModelsRepository(kit.db);
    this.experiments = new Experiments(kit, this.repository, new ExperimentsRepository(kit.db));
    this.runs = new Runs(
      kit,
      this.repository,
      new MetricsRepository(kit.db),
      new RunLogRepository(kit.db),
      this.experiments,
    );
    this.models = new LoggedModels(kit, this.loggedModels, this.experiments);
    this.reads = new RunReads(this.experiments, this.runs);
  }

  /** requireTreeOwner is the guard of artifact trees: files belong to a run or a logged model that is there, and a deleted one takes no more. */
  readonly requireTreeOwner = async (
    { workspaceId, tree }: { workspaceId: string; tree: string },
    { experimentId, writes }: { experimentId: string; writes: boolean },
  ): Promise<void> => {
    const [kind, id = ''] = tree.split('/');
    const row =
      kind === 'runs'
        ? await this.repository.findBrief(workspaceId, id)
        : await this.loggedModels.find(workspaceId, id);
    if (row === null || String(row.experiment) !== experimentId)
      throw new SlipwayError(
        'not_found',
        `There is no ${kind === 'runs' ? 'run' : 'logged model'} ${id} in experiment ${experimentId}.`,
      );
    if (writes && row.deletedAt !== null)
      throw new SlipwayError(
        'invalid_request',
        `The run ${id} must be in the 'active' state. Current state is deleted.`,
      );
  };

  /** ofRun is what a version takes over from a run; null for one that is not there. */
  readonly ofRun = async (workspaceId: string, runId: string): Promise<RunFacts | null> => {
    const row = await this.repository.find(workspaceId, runId);
    return row === null ? null : factsOf(row);
  };

  /** ofLoggedModel is what a version takes over from a logged model, with the commit and the data of its run. */
  readonly ofLoggedModel = async (workspaceId: string, id: string): Promise<RunFacts | null> => {
    const row = await this.loggedModels.find(workspaceId, id);
    if (row === null) return null;
    const ofRun = row.sourceRunId === null ? null : await this.ofRun(workspaceId, row.sourceRunId);
    return {
      ...ofRun,
      params: row.params as Record<string, string>,
      metrics: finite(row.metrics),
      runId: row.sourceRunId,
    };
  };
}

function factsOf(row: RunRow): RunFacts {
  const tags = row.tags as Record<string, string>;
  const gitCommit = tags['mlflow.source.git.commit'];
  const training = row.inputs.find((input) => contextOf(input.tags) === 'training') ?? row.inputs[0];
  return {
    params: row.params as Record<string, string>,
    metrics: finite(row.latest),
    ...(gitCommit && { gitCommit }),
    // A version's lineage names datasets of ours, by their sha256; other digests stay with the run.
    ...(training && /^sha256:[0-9a-f]{64}$/.test(training.digest) && { datasetDigest: training.digest }),
  };
}

const contextOf = (tags: unknown): string | undefined => (tags as Record<string, string>)['mlflow.data.context'];

/** A version's metrics are finite numbers. */
const finite = (metrics: readonly { key: string; value: number }[]): Record<string, number> =>
  Object.fromEntries(metrics.filter(({ value }) => Number.isFinite(value)).map(({ key, value }) => [key, value]));
