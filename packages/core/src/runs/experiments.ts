import type { Actor } from '../kernel/actor.js';
import { isUniqueViolation, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { DEFAULT_EXPERIMENT, type ExperimentRow, type RunsRepository } from './runs.repository.js';
import type { ExperimentsRepository, ExperimentSearch } from './experiments.repository.js';

/** Experiments group runs. Number 0, `Default`, is there in every workspace; a deleted one keeps its name until it is restored. */
export class Experiments {
  constructor(
    private readonly kit: Kit,
    private readonly repository: RunsRepository,
    private readonly reads: ExperimentsRepository,
  ) {}

  /** create makes an experiment; a taken name, also of a deleted one, is `already_exists`. */
  async create(actor: Actor, name: string, tags: Record<string, string> = {}): Promise<ExperimentRow> {
    try {
      const number = await this.kit.db.transaction(async (tx) => {
        const made = await this.repository.createExperiment(tx, actor.workspaceId, name, tags);
        await this.log(tx, actor, 'runs.experiment_created', name, made);
        return made;
      });
      return await this.require(actor, number);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const taken = await this.repository.findExperimentByName(actor.workspaceId, name);
      const deleted = taken?.deletedAt
        ? ' in deleted state. You can restore the experiment, or choose another name'
        : '';
      throw new SlipwayError('already_exists', `Experiment(name=${name}) already exists${deleted}.`, [
        { path: 'name', message: 'taken' },
      ]);
    }
  }

  /** ensure returns the experiment of a name, made where there is none; a deleted one is `invalid_request`. */
  async ensure(actor: Actor, name: string): Promise<ExperimentRow> {
    const known = await this.repository.findExperimentByName(actor.workspaceId, name);
    if (known !== null) return this.requireActive(actor, known.number);
    return this.create(actor, name).catch((error: unknown) => {
      // Of two who need it at once one makes it.
      if (error instanceof SlipwayError && error.code === 'already_exists') return this.requireByName(actor, name);
      throw error;
    });
  }

  /** require returns an experiment, also a deleted one, or `not_found`. */
  async require(actor: Actor, number: number): Promise<ExperimentRow> {
    if (number === DEFAULT_EXPERIMENT) await this.repository.ensureDefault(actor.workspaceId);
    const row = await this.repository.findExperiment(actor.workspaceId, number);
    if (row === null) throw new SlipwayError('not_found', `No Experiment with id=${number} exists`);
    return row;
  }

  /** requireByName returns an experiment, also a deleted one, or `not_found`. */
  async requireByName(actor: Actor, name: string): Promise<ExperimentRow> {
    if (name === 'Default') await this.repository.ensureDefault(actor.workspaceId);
    const row = await this.repository.findExperimentByName(actor.workspaceId, name);
    if (row === null) throw new SlipwayError('not_found', `Could not find experiment with name '${name}'`);
    return row;
  }

  /** requireActive is require for what adds to an experiment; a deleted one takes nothing. */
  async requireActive(actor: Actor, number: number): Promise<ExperimentRow> {
    const row = await this.require(actor, number);
    if (row.deletedAt !== null)
      throw new SlipwayError(
        'invalid_request',
        `The experiment ${number} must be in the 'active' state. Current state is deleted.`,
      );
    return row;
  }

  /** search pages through experiments by MLflow's filter; the last changed come first. */
  async search(actor: Actor, search: ExperimentSearch): Promise<ExperimentRow[]> {
    await this.repository.ensureDefault(actor.workspaceId);
    return this.reads.search(actor.workspaceId, search);
  }

  /** rename gives an active experiment another name. */
  async rename(actor: Actor, number: number, name: string): Promise<void> {
    await this.requireActive(actor, number);
    try {
      await this.kit.db.transaction((tx) => this.repository.updateExperiment(tx, actor.workspaceId, number, { name }));
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError('already_exists', `Experiment(name=${name}) already exists.`);
      throw error;
    }
  }

  /** delete hides an experiment with its runs; restore brings it back. */
  async delete(actor: Actor, number: number): Promise<void> {
    const { name } = await this.requireActive(actor, number);
    if (number === DEFAULT_EXPERIMENT)
      throw new SlipwayError(
        'invalid_request',
        'Cannot delete the default experiment 0. This is an internally reserved experiment.',
      );
    await this.mark(actor, number, name, this.kit.clock.now());
  }

  /** restore brings a deleted experiment back. */
  async restore(actor: Actor, number: number): Promise<void> {
    const { name, deletedAt } = await this.require(actor, number);
    if (deletedAt === null)
      throw new SlipwayError(
        'invalid_request',
        `The experiment ${number} must be in the 'deleted' state. Current state is active.`,
      );
    await this.mark(actor, number, name, null);
  }

  /** setTag sets a tag of an active experiment. */
  async setTag(actor: Actor, number: number, key: string, value: string): Promise<void> {
    await this.requireActive(actor, number);
    await this.repository.setExperimentTag(actor.workspaceId, number, key, value);
  }

  private mark(actor: Actor, number: number, name: string, deletedAt: Date | null): Promise<void> {
    return this.kit.db.transaction(async (tx) => {
      await this.repository.updateExperiment(tx, actor.workspaceId, number, { deletedAt });
      const kind = deletedAt === null ? 'runs.experiment_restored' : 'runs.experiment_deleted';
      await this.log(tx, actor, kind, name, number);
    });
  }

  private async log(
    tx: Parameters<typeof appendEvent>[0],
    actor: Actor,
    kind: 'runs.experiment_created' | 'runs.experiment_deleted' | 'runs.experiment_restored',
    name: string,
    experiment: number,
  ): Promise<void> {
    await appendEvent(tx, actor, { kind, subjectKind: 'experiment', subjectName: name, after: { experiment } });
  }
}
