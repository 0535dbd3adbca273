import { randomBytes } from 'node:crypto';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import type { Experiments } from './experiments.js';
import type {
  LoggedModelRow,
  LoggedModelSearch,
  LoggedModelsRepository,
  ModelMetric,
} from './logged-models.repository.js';

/** LoggedModelStatus is where a logged model is: its files are still coming, or it can be used. */
export type LoggedModelStatus = 'LOGGED_MODEL_PENDING' | 'LOGGED_MODEL_READY' | 'LOGGED_MODEL_UPLOAD_FAILED';

/** NewLoggedModel is a model about to be logged. */
export interface NewLoggedModel {
  experiment: number;
  name?: string | undefined;
  modelType?: string | undefined;
  sourceRunId?: string | undefined;
  tags: Record<string, string>;
  params: Record<string, string>;
}

/** LoggedModels are models that runs made, before somebody registers one as a version. */
export class LoggedModels {
  constructor(
    private readonly kit: Kit,
    private readonly repository: LoggedModelsRepository,
    private readonly experiments: Experiments,
  ) {}

  /** create makes a logged model that waits for its files. */
  async create(actor: Actor, model: NewLoggedModel): Promise<LoggedModelRow> {
    const { number } = await this.experiments.requireActive(actor, model.experiment);
    const id = `m-${randomBytes(16).toString('hex')}`;
    await this.repository.create({
      id,
      workspaceId: actor.workspaceId,
      experiment: number,
      name: model.name || `model-${id.slice(2, 10)}`,
      status: 'LOGGED_MODEL_PENDING',
      modelType: model.modelType ?? '',
      sourceRunId: model.sourceRunId || null,
      tags: model.tags,
      params: model.params,
    });
    return this.require(actor, id);
  }

  /** require returns a logged model of the caller's workspace, or `not_found`; a deleted one only where it is asked for. */
  async require(actor: Actor, id: string, deletedToo = false): Promise<LoggedModelRow> {
    const row = await this.repository.find(actor.workspaceId, id, deletedToo);
    if (row === null) throw new SlipwayError('not_found', `Logged model with ID '${id}' not found.`);
    return row;
  }

  /** finish says that the files are there, or that they will not come. */
  async finish(actor: Actor, id: string, status: LoggedModelStatus): Promise<LoggedModelRow> {
    await this.require(actor, id);
    await this.repository.update(id, { status });
    return this.require(actor, id);
  }

  /** setTags and addParams merge into what is there. */
  async setTags(actor: Actor, id: string, tags: Readonly<Record<string, string>>): Promise<LoggedModelRow> {
    await this.require(actor, id);
    await this.repository.merge(id, 'tags', tags);
    return this.require(actor, id);
  }

  /** addParams: see setTags. */
  async addParams(actor: Actor, id: string, params: Readonly<Record<string, string>>): Promise<void> {
    await this.require(actor, id);
    await this.repository.merge(id, 'params', params);
  }

  /** deleteTag removes a tag; one that is not there is fine. */
  async deleteTag(actor: Actor, id: string, key: string): Promise<void> {
    await this.require(actor, id);
    await this.repository.removeTag(id, key);
  }

  /** addMetrics notes what was measured of a logged model; an unknown one is `not_found`. */
  async addMetrics(actor: Actor, id: string, metrics: readonly ModelMetric[]): Promise<void> {
    await this.require(actor, id);
    await this.repository.addMetrics(id, metrics);
  }

  /** delete hides a logged model; what was registered from it stays. */
  async delete(actor: Actor, id: string): Promise<void> {
    await this.require(actor, id);
    await this.repository.update(id, { deletedAt: this.kit.clock.now() });
  }

  /** search finds a page. */
  search(actor: Actor, search: LoggedModelSearch): Promise<LoggedModelRow[]> {
    return this.repository.search(actor.workspaceId, search);
  }
}
