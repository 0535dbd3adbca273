import type { BodyOf, DeletedModel, endpointTable, Model, Page } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { requireApproval } from './alias-policy.js';
import type { RegistryBase } from './registry-base.js';
import { modelView, type ModelRow } from './rows.js';

type Table = typeof endpointTable;

/** Models are the registered names: made, renamed, described, deleted and brought back. */
export class Models {
  constructor(private readonly base: RegistryBase) {}

  /** create registers a name; a taken one is `already_exists`. A name that a model had before it was renamed is free. */
  async create(
    actor: Actor,
    { body }: { body: { name: string; description: string; tags: Record<string, string> } },
  ): Promise<Model> {
    await this.refusingTakenName(body.name, () =>
      this.base.kit.db.transaction(async (tx) => {
        await this.base.repository.createModel(tx, actor.workspaceId, { ...body, owner: actor.name });
        await this.base.log(tx, actor, 'registry.model_created', body.name, { after: { name: body.name } });
      }),
    );
    return this.view(actor, body.name);
  }

  /** update changes what people wrote about a model. */
  async update(
    actor: Actor,
    { params, body }: { params: { name: string }; body: BodyOf<Table['updateModel']> },
  ): Promise<Model> {
    const name = await this.base.kit.db.transaction(async (tx) => {
      const row = await this.base.lockedModel(actor, params.name, tx);
      const change = withoutUndefined(body);
      await this.base.repository.updateModel(tx, row.id, change);
      await this.base.log(tx, actor, 'registry.model_updated', row.name, { before: pick(row, change), after: change });
      return row.name;
    });
    return this.view(actor, name);
  }

  /** setTag writes one tag of a model; null removes it, and removing what is not there is fine. */
  async setTag(actor: Actor, name: string, key: string, value: string | null): Promise<void> {
    await this.base.kit.db.transaction(async (tx) => {
      const row = await this.base.lockedModel(actor, name, tx);
      await this.base.repository.setTag(tx, 'Model', row.id, key, value);
      const before = Object.hasOwn(row.tags, key) ? { tags: { [key]: row.tags[key] } } : {};
      const after = value === null ? {} : { tags: { [key]: value } };
      await this.base.log(tx, actor, 'registry.model_updated', row.name, { before, after });
    });
  }

  /** rename gives a model another name, with its versions; the old name leads to it until somebody takes it. */
  async rename(actor: Actor, { params, body }: { params: { name: string }; body: { name: string } }): Promise<Model> {
    await this.refusingTakenName(body.name, () =>
      this.base.kit.db.transaction(async (tx) => {
        const row = await this.base.lockedModel(actor, params.name, tx);
        if (row.name === body.name) throw taken(body.name);
        await this.base.repository.renameModel(tx, row, body.name, this.base.kit.clock.now());
        await this.follow(tx, row, body.name);
        await this.base.log(tx, actor, 'registry.model_renamed', body.name, {
          before: { name: row.name },
          after: { name: body.name },
        });
      }),
    );
    return this.view(actor, body.name);
  }

  /** remove deletes a model with its versions, unless one of them serves, holds a protected alias or is vetoed. The name is free at once. */
  async remove(actor: Actor, { params }: { params: { name: string } }): Promise<void> {
    await this.base.kit.db.transaction(async (tx) => {
      const row = await this.base.lockedModel(actor, params.name, tx);
      await this.refuseProtected(tx, actor, row);
      for (const guard of this.base.guards.beforeDeleteModel) await guard(tx, row);
      await this.base.repository.softDeleteModel(tx, row.id, this.base.kit.clock.now());
      await this.base.log(tx, actor, 'registry.model_deleted', row.name, { before: { name: row.name, id: row.id } });
    });
  }

  /** deleted pages through what can be undeleted, newest first. */
  async deleted(
    actor: Actor,
    { query }: { query: { limit: number; cursor?: string | undefined; q?: string | undefined } },
  ): Promise<Page<DeletedModel>> {
    const after = decodeCursor(query.cursor)?.[0];
    const rows = await this.base.repository.deletedModels(actor.workspaceId, {
      take: query.limit + 1,
      q: query.q,
      ...(after !== undefined && { after: new Date(after) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.deletedAt?.getTime() ?? 0]);
    return {
      items: items.map(({ id, name, deletedAt, _count }) => ({
        id,
        name,
        versions: _count.versions,
        deletedAt: (deletedAt ?? new Date(0)).toISOString(),
      })),
      nextCursor,
    };
  }

  /** undelete brings a deleted model back with the versions that went with it; aliases stay gone, their history says what they named. */
  async undelete(
    actor: Actor,
    { params, body }: { params: { id: string }; body: { name?: string | undefined } },
  ): Promise<Model> {
    let name = body.name ?? '';
    await this.refusingTakenName(
      () => name,
      () =>
        this.base.kit.db.transaction(async (tx) => {
          const row = await this.base.repository.deletedModel(tx, actor.workspaceId, params.id);
          if (row?.deletedAt == null) throw notFound('deleted model', params.id);
          name = body.name ?? row.name;
          await this.base.repository.undeleteModel(tx, { ...row, deletedAt: row.deletedAt }, name);
          await this.follow(tx, row, name);
          await this.base.log(tx, actor, 'registry.model_undeleted', name, {
            before: { name: row.name },
            after: { name },
          });
        }),
    );
    return this.view(actor, name);
  }

  /** view returns a model as the API shows it. */
  async view(actor: Actor, name: string): Promise<Model> {
    return modelView(await this.base.requireModel(actor, name));
  }

  private async follow(tx: Tx, model: { id: string; workspaceId: string; name: string }, name: string): Promise<void> {
    const { id: modelId, workspaceId, name: before } = model;
    for (const follow of this.base.guards.afterRename) await follow(tx, { workspaceId, modelId, before, name });
  }

  private async refuseProtected(tx: Tx, actor: Actor, row: ModelRow): Promise<void> {
    const patterns = (await this.base.repository.policies(actor.workspaceId, tx)).map(({ pattern }) => pattern);
    for (const { alias } of row.aliases) requireApproval(actor, alias, patterns);
  }

  private async refusingTakenName(name: string | (() => string), work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw isUniqueViolation(error) ? taken(typeof name === 'string' ? name : name()) : error;
    }
  }
}

const taken = (name: string): SlipwayError =>
  new SlipwayError(
    'already_exists',
    `A model named ${name} exists already: choose another name, or register a version of it.`,
    [{ path: 'name', message: 'taken' }],
  );

function pick(row: ModelRow, change: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([key]) => key in change));
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
