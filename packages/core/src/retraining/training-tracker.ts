import type { Actor } from '../kernel/actor.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import type { RunsService } from '../runs/index.js';
import type { TailedMetric } from './metric-tail.js';

/** Tracked is what a training run is tracked by from its beginning. */
export interface Tracked {
  model: string;
  trainer: string;
  trainingRunId: string;
  startedBy: string;
  params: Readonly<Record<string, string>>;
  data: { dataset: string; datasetVersion: number; digest: string };
}

/**
 * TrainingTracker makes training runs runs of an experiment, `<model> training`: what a trainer is given and writes can be followed, searched and
 * compared there. Nothing of it stands in the way of the training: what cannot be tracked (a deleted experiment) is logged, and left out.
 */
export class TrainingTracker {
  constructor(
    private readonly kit: Kit,
    private readonly runs: RunsService,
    private readonly actor: Actor,
  ) {}

  /** begin starts a run with parameters and data, and returns its id; null where it cannot. */
  begin({ model, trainer, trainingRunId, startedBy, params, data }: Tracked): Promise<string | null> {
    return this.tried(async () => {
      const { number } = await this.runs.experiments.ensure(this.actor, `${model} training`);
      const tags = { 'slipway.trainer': trainer, 'slipway.trainingRun': trainingRunId };
      const run = { experiment: number, name: `${trainer} ${trainingRunId.slice(-6)}`, userId: startedBy, tags };
      const { id } = await this.runs.runs.start(this.actor, run);
      await this.runs.runs.log(this.actor, id, { metrics: [], params, tags: {} });
      const { dataset: name, datasetVersion, digest } = data;
      const input = { name, digest, sourceType: 'slipway', source: JSON.stringify({ dataset: name, datasetVersion }) };
      await this.runs.runs.addInputs(this.actor, id, [{ ...input, tags: { 'mlflow.data.context': 'training' } }], []);
      return id;
    });
  }

  /** log adds values of metrics, as of now. */
  async log(id: string | null, metrics: readonly TailedMetric[]): Promise<void> {
    if (id === null || metrics.length === 0) return;
    const timestamp = this.kit.clock.now().getTime();
    const points = metrics.map(({ name, value, step }) => ({ key: name, value, step, timestamp }));
    await this.tried(() => this.runs.runs.log(this.actor, id, { metrics: points, params: {}, tags: {} }));
  }

  /** finish adds what the trainer left, after the last step of each metric, and ends the run; a parameter keeps the value that it was given. */
  async finish(
    id: string | null,
    left: { metrics: Record<string, number>; params: Record<string, string> },
  ): Promise<void> {
    if (id === null) return;
    await this.tried(async () => {
      const { params, latest } = await this.runs.runs.require(this.actor, id);
      const steps = new Map(latest.map(({ key, step }) => [key, Number(step)]));
      const known = new Set(Object.keys(params as object));
      await this.log(
        id,
        Object.entries(left.metrics).map(([name, value]) => ({ name, value, step: steps.get(name) ?? 0 })),
      );
      const added = Object.fromEntries(Object.entries(left.params).filter(([name]) => !known.has(name)));
      await this.runs.runs.log(this.actor, id, { metrics: [], params: added, tags: {} });
      await this.end(id, 'FINISHED');
    });
  }

  /** end ends the run of a training that did not come to its end, or was given up. */
  async end(id: string | null, status: 'FINISHED' | 'FAILED' | 'KILLED'): Promise<void> {
    if (id === null) return;
    const endTime = this.kit.clock.now().getTime();
    await this.tried(() => this.runs.runs.update(this.actor, id, { status, endTime }));
  }

  private async tried<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.kit.log.warn('a training run could not be tracked', { error: errorText(error) });
      return null;
    }
  }
}
