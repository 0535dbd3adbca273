import { createHash } from 'node:crypto';
import type {
  BodyOf,
  endpointTable,
  Model,
  ModelFile,
  ModelVersion,
  NewModelVersion,
  Page,
  ParamsOf,
  QueryOf,
} from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { toJson, type Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { readModelFile, type InspectedModel } from './read-model-file.js';
import { RegistryRepository, versionView, type ModelRow } from './registry.repository.js';

type Table = typeof endpointTable;

/** VersionGuard is a veto from a domain to the right: it throws what the caller shall see. It runs in the transaction of the change. */
export type VersionGuard = (tx: Tx, version: ModelVersion) => Promise<void>;

/** RegistryService registers models and immutable versions, and moves aliases. */
export class RegistryService {
  /** guards are filled by create-core with the vetoes of domains to the right. */
  readonly guards: { beforeAliasMove: VersionGuard[]; beforeDeleteVersion: VersionGuard[] } = {
    beforeAliasMove: [],
    beforeDeleteVersion: [],
  };
  private readonly repository: RegistryRepository;
  private readonly artifacts: ArtifactsService;

  constructor(
    private readonly kit: Kit,
    deps: { artifacts: ArtifactsService },
  ) {
    this.repository = new RegistryRepository(kit.db);
    this.artifacts = deps.artifacts;
  }

  /** listModels pages through models by name. */
  async listModels(actor: Actor, { query }: { query: QueryOf<Table['listModels']> }): Promise<Page<Model>> {
    const after = decodeCursor(query.cursor)?.[0];
    const rows = await this.repository.listModels(actor.workspaceId, {
      limit: query.limit,
      ...(query.q && { q: query.q }),
      ...(after !== undefined && { after: String(after) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.name]);
    const latest = await this.repository.latestTasks(items.map(({ id }) => id));
    return { items: items.map((row) => modelView(row, latest.get(row.id))), nextCursor };
  }

  /** createModel registers a name; a taken one is `already_exists`. */
  async createModel(actor: Actor, { body }: { body: BodyOf<Table['createModel']> }): Promise<Model> {
    try {
      await this.kit.db.transaction(async (tx) => {
        await this.repository.createModel(tx, actor.workspaceId, { ...body, owner: actor.name });
        await appendEvent(tx, actor, {
          kind: 'registry.model_created',
          subjectKind: 'model',
          subjectName: body.name,
          after: { name: body.name },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError(
          'already_exists',
          `A model named ${body.name} exists already: choose another name, or register a version of it.`,
          [{ path: 'name', message: 'taken' }],
        );
      throw error;
    }
    return this.getModel(actor, { params: { name: body.name } });
  }

  /** getModel returns a model of the caller's workspace. */
  async getModel(actor: Actor, { params }: { params: { name: string } }): Promise<Model> {
    const row = await this.requireModel(actor, params.name);
    const latest = await this.repository.latestTasks([row.id]);
    return modelView(row, latest.get(row.id));
  }

  /** updateModel changes what people wrote about a model. */
  async updateModel(
    actor: Actor,
    { params, body }: { params: ParamsOf<Table['updateModel']>; body: BodyOf<Table['updateModel']> },
  ): Promise<Model> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.requireModel(actor, params.name, tx);
      await this.repository.updateModel(tx, row.id, withoutUndefined(body));
      await appendEvent(tx, actor, {
        kind: 'registry.model_updated',
        subjectKind: 'model',
        subjectName: row.name,
        before: { description: row.description, owner: row.owner },
        after: body,
      });
    });
    return this.getModel(actor, { params });
  }

  /** deleteModel removes a model and its versions, unless a guard says that one is in use. */
  async deleteModel(actor: Actor, { params }: { params: { name: string } }): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.requireModel(actor, params.name, tx);
      if (row.aliases.length > 0)
        throw new SlipwayError(
          'in_use',
          `The alias ${row.aliases[0]?.alias} still points at a version: remove the aliases first.`,
        );
      for (const version of await this.repository.listVersions(row.id, { limit: 100_000 }))
        for (const guard of this.guards.beforeDeleteVersion) await guard(tx, versionView(version));
      await this.repository.deleteModel(tx, row.id);
      await appendEvent(tx, actor, {
        kind: 'registry.model_deleted',
        subjectKind: 'model',
        subjectName: row.name,
        before: { name: row.name },
      });
    });
  }

  /** listVersions pages through a model's versions, newest first. */
  async listVersions(
    actor: Actor,
    { params, query }: { params: { name: string }; query: QueryOf<Table['listVersions']> },
  ): Promise<Page<ModelVersion>> {
    const model = await this.requireModel(actor, params.name);
    const before = decodeCursor(query.cursor)?.[0];
    const rows = await this.repository.listVersions(model.id, {
      limit: query.limit,
      ...(before !== undefined && { before: Number(before) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.version]);
    return { items: items.map(versionView), nextCursor };
  }

  /** getVersion returns one version. */
  async getVersion(actor: Actor, { params }: { params: { name: string; version: number } }): Promise<ModelVersion> {
    return this.requireVersion(actor, params.name, params.version);
  }

  /**
   * createVersion registers uploaded files as the next version, and the model with it when it is new. An ONNX file is read, loaded and
   * tried first: what cannot be served is refused and leaves nothing behind.
   */
  async createVersion(
    actor: Actor,
    { params, body }: { params: { name: string }; body: NewModelVersion },
  ): Promise<ModelVersion> {
    const files = await this.requireFiles(body.files);
    const inspected = body.framework === 'onnx' ? await this.inspect(files, body.schema) : null;
    const id = uuidv7();
    await this.kit.db.transaction(async (tx) => {
      if (await this.repository.ensureModel(tx, actor.workspaceId, params.name, actor.name)) {
        await appendEvent(tx, actor, {
          kind: 'registry.model_created',
          subjectKind: 'model',
          subjectName: params.name,
          after: { name: params.name },
        });
      }
      const { modelId, version } = await this.repository.takeVersionNumber(tx, actor.workspaceId, params.name);
      const { framework, metrics, params: parameters, tags, lineage, description } = body;
      await this.repository.addVersion(tx, {
        id,
        workspaceId: actor.workspaceId,
        modelId,
        modelName: params.name,
        version,
        framework,
        digest: manifestDigest(files),
        sizeBytes: BigInt(files.reduce((sum, file) => sum + file.sizeBytes, 0)),
        files: toJson(files),
        ...(inspected && { schema: toJson(inspected.schema), facts: toJson(inspected.facts) }),
        metrics: toJson(metrics),
        params: toJson(parameters),
        tags: toJson(tags),
        lineage: toJson(lineage),
        description,
        createdBy: actor.name,
      });
      const { trainingRunId } = lineage;
      await appendEvent(tx, actor, {
        kind: 'registry.version_registered',
        subjectKind: 'model',
        subjectName: params.name,
        after: { version, digest: manifestDigest(files), ...(trainingRunId && { trainingRunId }) },
      });
    });
    return this.versionById(id);
  }

  /** deleteVersion hides a version for good; its number is never used again. */
  async deleteVersion(actor: Actor, { params }: { params: { name: string; version: number } }): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.repository.findVersion(actor.workspaceId, params.name, params.version, tx);
      if (row === null) throw notFound('version', `${params.name} v${params.version}`);
      if (row.aliases.length > 0)
        throw new SlipwayError('in_use', `v${row.version} is ${row.aliases[0]?.alias}: move the alias first.`);
      for (const guard of this.guards.beforeDeleteVersion) await guard(tx, versionView(row));
      await this.repository.softDeleteVersion(tx, row.id, this.kit.clock.now());
      await appendEvent(tx, actor, {
        kind: 'registry.version_deleted',
        subjectKind: 'model',
        subjectName: params.name,
        before: { version: row.version },
      });
    });
  }

  /** setAlias points an alias at a version, unless a guard refuses. */
  async setAlias(
    actor: Actor,
    { params, body }: { params: { name: string; alias: string }; body: { version: number; why?: string | undefined } },
  ): Promise<Model> {
    await this.kit.db.transaction((tx) => this.moveAlias(tx, actor, params, body));
    return this.getModel(actor, { params: { name: params.name } });
  }

  /** moveAlias is setAlias inside a transaction of the caller's. */
  async moveAlias(
    tx: Tx,
    actor: Actor,
    { name, alias }: { name: string; alias: string },
    { version, why }: { version: number; why?: string | undefined },
  ): Promise<void> {
    const model = await this.requireModel(actor, name, tx);
    const row = await this.repository.findVersion(actor.workspaceId, name, version, tx);
    if (row === null) throw notFound('version', `${name} v${version}`);
    for (const guard of this.guards.beforeAliasMove) await guard(tx, versionView(row));
    const before = model.aliases.find((other) => other.alias === alias)?.version.version;
    await this.repository.setAlias(tx, model.id, alias, row.id);
    await appendEvent(tx, actor, {
      kind: 'registry.alias_moved',
      subjectKind: 'model',
      subjectName: name,
      ...(why && { why }),
      ...(before !== undefined && { before: { alias, version: before } }),
      after: { alias, version },
    });
  }

  /** deleteAlias removes an alias. */
  async deleteAlias(actor: Actor, { params }: { params: { name: string; alias: string } }): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const model = await this.requireModel(actor, params.name, tx);
      const held = model.aliases.find(({ alias }) => alias === params.alias);
      if (held === undefined) throw notFound('alias', params.alias);
      await this.repository.removeAlias(tx, model.id, params.alias);
      await appendEvent(tx, actor, {
        kind: 'registry.alias_removed',
        subjectKind: 'model',
        subjectName: params.name,
        before: { alias: params.alias, version: held.version.version },
      });
    });
  }

  /** requireVersion returns a version of the caller's workspace, or `not_found`. */
  async requireVersion(actor: Actor, name: string, version: number): Promise<ModelVersion> {
    const row = await this.repository.findVersion(actor.workspaceId, name, version);
    if (row === null) throw notFound('version', `${name} v${version}`);
    return versionView(row);
  }

  /** versionOfAlias returns the version that an alias names. */
  async versionOfAlias(actor: Actor, name: string, alias: string): Promise<ModelVersion> {
    const held = (await this.requireModel(actor, name)).aliases.find((other) => other.alias === alias);
    if (held === undefined) throw notFound('alias', alias);
    return this.versionById(held.versionId);
  }

  /** versionById returns a version of any workspace, for Slipway's own use. */
  async versionById(id: string): Promise<ModelVersion> {
    const row = await this.repository.versionById(id);
    if (row === null) throw notFound('version', id);
    return versionView(row);
  }

  /** versionOfTrainingRun returns what a training run has registered already, or null. */
  async versionOfTrainingRun(trainingRunId: string): Promise<ModelVersion | null> {
    const row = await this.repository.versionOfTrainingRun(trainingRunId);
    return row && versionView(row);
  }

  /** modelPath is where a version's ONNX file lies, verified against its digest. */
  async modelPath(version: Pick<ModelVersion, 'files' | 'model' | 'version'>): Promise<string> {
    const file = version.files.find(({ path }) => path.endsWith('.onnx'));
    if (file === undefined)
      throw new SlipwayError(
        'not_onnx',
        `v${version.version} of ${version.model} has no ONNX file, so it cannot run here.`,
      );
    return this.artifacts.verifiedPath(file.digest);
  }

  private async requireModel(actor: Actor, name: string, tx?: Tx): Promise<ModelRow> {
    const row = await this.repository.findModel(actor.workspaceId, name, tx);
    if (row === null) throw notFound('model', name);
    return row;
  }

  private async requireFiles(files: NewModelVersion['files']): Promise<ModelFile[]> {
    const paths = new Set(files.map(({ path }) => path));
    if (paths.size < files.length)
      throw new SlipwayError('invalid_request', 'Two files have the same path.', [
        { path: 'files', message: 'paths must differ' },
      ]);
    return Promise.all(
      files.map(async ({ path, digest }) => ({
        path,
        digest,
        sizeBytes: (await this.artifacts.requireBlob(digest)).sizeBytes,
      })),
    );
  }

  private async inspect(files: ModelFile[], declared: unknown): Promise<InspectedModel> {
    const models = files.filter(({ path }) => path.endsWith('.onnx'));
    const model = models[0];
    if (model === undefined || models.length > 1) {
      throw new SlipwayError(
        'not_onnx',
        'An ONNX version has exactly one file that ends in .onnx; use framework "opaque" for other files.',
        [{ path: 'files', message: `${models.length} files end in .onnx` }],
      );
    }
    return readModelFile(await this.artifacts.verifiedPath(model.digest), declared);
  }
}

/** manifestDigest is the sha256 over the sorted lines `digest  path` of a manifest. */
function manifestDigest(files: readonly ModelFile[]): string {
  const lines = files.map(({ path, digest }) => `${digest}  ${path}\n`).sort();
  return `sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`;
}

function modelView(row: ModelRow, latest: { version: number; task: string | null } | undefined): Model {
  return {
    name: row.name,
    description: row.description,
    task: (latest?.task ?? null) as Model['task'],
    owner: row.owner,
    tags: row.tags as Model['tags'],
    aliases: row.aliases.map(({ alias, version }) => ({ alias, version: version.version })),
    latestVersion: latest?.version ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };
}
