import type { ExternalTarget, Lineage, ModelFile, ModelVersion, NewModelVersion, Stage } from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { Aliases } from './aliases.js';
import type { DescribedModel } from './read-model-file.js';
import type { RegistryBase } from './registry-base.js';
import type { RegistryEvents } from './registry.events.js';
import { versionView, type ModelRow, type VersionRow } from './rows.js';
import { describeUpload, manifestDigest, requireFiles } from './version-files.js';

/** Registration is everything about a version before it has a number. */
export interface Registration {
  framework: ModelVersion['framework'];
  files: ModelFile[];
  described: DescribedModel | null;
  /** Of an endpoint of others. */
  target?: ExternalTarget;
  metrics: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
  lineage: Lineage;
  description: string;
  source?: string;
  runId?: string | null;
  loggedModelId?: string | null;
  copiedFrom?: Pick<VersionRow, 'id' | 'modelName' | 'version'>;
  runLink?: string;
  statusMessage?: string | null;
}

/** Versions are immutable sets of files under a model, numbered from 1; what people say about one, its stage and its deletion may change. */
export class Versions {
  constructor(
    private readonly base: RegistryBase,
    private readonly deps: { artifacts: ArtifactsService; aliases: Aliases },
  ) {}

  /**
   * create registers uploaded files as the next version, and the model with it when it is new. An ONNX file is read, loaded and
   * tried first: what cannot be served is refused and leaves nothing behind.
   */
  async create(
    actor: Actor,
    { params, body }: { params: { name: string }; body: NewModelVersion },
  ): Promise<ModelVersion> {
    const files = await requireFiles(this.deps.artifacts, body.files);
    const { described, why } = await describeUpload(this.deps.artifacts, files, body);
    const { framework, metrics, params: parameters, tags, lineage, description } = body;
    const runId = lineage.runId ?? null;
    const registration = {
      framework,
      files,
      described,
      metrics,
      params: parameters,
      tags,
      lineage,
      description,
      runId,
      statusMessage: why,
    };
    return this.register(actor, await this.ensureModel(actor, params.name), registration);
  }

  /** register gives a version its number and writes it; its files are held until they are named. */
  async register(
    actor: Actor,
    model: Pick<ModelRow, 'id' | 'name'>,
    registration: Registration,
  ): Promise<ModelVersion> {
    const { files, described, copiedFrom, ...rest } = registration;
    const row = {
      ...rest,
      id: uuidv7(),
      modelId: model.id,
      digest: manifestDigest(files),
      sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
      files,
      schema: described?.schema ?? null,
      facts: described?.facts ?? null,
      target: rest.target ?? null,
      source: rest.source ?? null,
      runId: rest.runId ?? null,
      loggedModelId: rest.loggedModelId ?? null,
      copiedFromId: copiedFrom?.id ?? null,
      runLink: rest.runLink ?? null,
      statusMessage: rest.statusMessage ?? null,
      createdBy: actor.name,
      createdAt: this.base.kit.clock.now(),
    };
    const { trainingRunId } = row.lineage;
    const after: Omit<RegistryEvents['registry.version_registered'], 'version'> = {
      digest: row.digest,
      ...(row.source !== null && { source: row.source }),
      ...(trainingRunId && { trainingRunId }),
    };
    const kind = 'registry.version_registered';
    const logged = { actor, event: { kind, subjectKind: 'model', subjectName: model.name, after } as const };
    const digests = files.map(({ digest }) => digest);
    const version =
      digests.length === 0
        ? await this.base.repository.addVersion(row, logged)
        : await this.base.kit.db.transaction(async (tx) => {
            await this.deps.artifacts.hold(tx, digests);
            return this.base.repository.addVersion(row, logged, tx);
          });
    const { workspaceId } = actor;
    const fresh = { stage: 'None', status: 'READY', updatedAt: row.createdAt, deletedAt: null } as const;
    const from = copiedFrom === undefined ? null : { model: copiedFrom.modelName, version: copiedFrom.version };
    return versionView({
      ...row,
      ...fresh,
      copiedFrom: from,
      aliases: [],
      workspaceId,
      modelName: model.name,
      version,
    });
  }

  /** update changes what people say about a version, and its stage; its files never change. */
  async update(
    actor: Actor,
    {
      params,
      body,
    }: {
      params: { name: string; version: number };
      body: {
        description?: string | undefined;
        tags?: Record<string, string> | undefined;
        stage?: Stage | undefined;
        why?: string | undefined;
      };
    },
  ): Promise<ModelVersion> {
    const { description, tags, stage, why } = body;
    const change = { ...(description !== undefined && { description }), ...(tags !== undefined && { tags }) };
    const id = await this.changing(actor, params, async (tx, row, at) => {
      if (Object.keys(change).length > 0) {
        await this.base.repository.changeVersion(tx, row.id, { ...change, updatedAt: at });
        await this.base.log(tx, actor, 'registry.version_updated', row.modelName, {
          why,
          before: said(row),
          after: { version: row.version, ...change },
        });
      }
      if (stage !== undefined && stage !== row.stage) await this.moveToStage(tx, actor, row, { stage, why, at });
    });
    return this.byId(id);
  }

  /** setTag writes one tag of a version; null removes it, and removing what is not there is fine. */
  async setTag(
    actor: Actor,
    params: { name: string; version: number },
    key: string,
    value: string | null,
  ): Promise<void> {
    await this.changing(actor, params, async (tx, row) => {
      await this.base.repository.setTag(tx, 'ModelVersion', row.id, key, value);
      const before = { version: row.version, tags: Object.hasOwn(row.tags, key) ? { [key]: row.tags[key] } : {} };
      const after = { version: row.version, tags: value === null ? {} : { [key]: value } };
      await this.base.log(tx, actor, 'registry.version_updated', row.modelName, { before, after });
    });
  }

  /** toStage moves a version to a stage, and what was there to Archived if `archiveOthers`. The same guards and policies as for aliases hold. */
  async toStage(
    actor: Actor,
    params: { name: string; version: number },
    { stage, archiveOthers }: { stage: Stage; archiveOthers: boolean },
  ): Promise<ModelVersion> {
    const id = await this.changing(actor, params, async (tx, row, at) => {
      const others = archiveOthers ? await this.base.repository.versionsInStage(tx, row.modelId, stage, row.id) : [];
      await this.moveToStage(tx, actor, row, { stage, why: undefined, at });
      for (const { id: other } of others) {
        const version = await this.base.reads.versionById(other, tx);
        if (version !== null)
          await this.moveToStage(tx, actor, version, { stage: 'Archived', why: `v${row.version} took its place`, at });
      }
      await this.base.repository.touchModel(tx, row.modelId, at);
    });
    return this.byId(id);
  }

  /** remove hides a version, unless it serves, holds a protected alias or another version names it as its parent. Its number is never used again. */
  async remove(actor: Actor, { params }: { params: { name: string; version: number } }): Promise<void> {
    await this.changing(actor, params, async (tx, row, at) => {
      const [child] = await this.base.reads.childrenOf(row.modelId, row.version, tx);
      if (child !== undefined)
        throw new SlipwayError('in_use', `v${child.version} was made from v${row.version}: delete that one first.`);
      for (const guard of this.base.guards.beforeDeleteVersion) await guard(tx, versionView(row));
      await this.deps.aliases.dropAll(tx, actor, row, at);
      if (row.stage !== 'None')
        await this.base.repository.closePeriod(
          tx,
          { modelId: row.modelId, kind: 'stage', alias: row.stage, at },
          row.id,
        );
      await this.base.repository.changeVersion(tx, row.id, { deletedAt: at, stage: 'None', updatedAt: at });
      await this.base.repository.touchModel(tx, row.modelId, at);
      await this.base.log(tx, actor, 'registry.version_deleted', row.modelName, {
        before: { version: row.version, aliases: row.aliases },
      });
    });
  }

  /** undelete brings a deleted version back under its number; its aliases stay where they are. */
  async undelete(actor: Actor, { params }: { params: { name: string; version: number } }): Promise<ModelVersion> {
    const id = await this.base.kit.db.transaction(async (tx) => {
      const model = await this.base.lockedModel(actor, params.name, tx);
      const row = await this.base.repository.deletedVersion(tx, model.id, params.version);
      if (row === null) throw notFound('deleted version', `${params.name} v${params.version}`);
      await this.base.repository.changeVersion(tx, row.id, { deletedAt: null, updatedAt: this.base.kit.clock.now() });
      await this.base.log(tx, actor, 'registry.version_undeleted', model.name, { after: { version: params.version } });
      return row.id;
    });
    return this.byId(id);
  }

  /** ensureModel finds a model by its name or a former one, or makes it. */
  async ensureModel(actor: Actor, name: string): Promise<Pick<ModelRow, 'id' | 'name'>> {
    const known = await this.base.reads.model(actor.workspaceId, name);
    if (known !== null) return known;
    await this.base.kit.db.transaction(async (tx) => {
      if (await this.base.repository.ensureModel(tx, actor.workspaceId, name, actor.name))
        await this.base.log(tx, actor, 'registry.model_created', name, { after: { name } });
    });
    return this.base.requireModel(actor, name);
  }

  /** byId returns a version of any workspace, for Slipway's own use. */
  async byId(id: string, tx?: Tx): Promise<ModelVersion> {
    const row = await this.base.reads.versionById(id, tx);
    if (row === null) throw notFound('version', id);
    return versionView(row);
  }

  private async moveToStage(
    tx: Tx,
    actor: Actor,
    row: VersionRow,
    { stage, why, at }: { stage: Stage; why: string | undefined; at: Date },
  ): Promise<void> {
    if (row.stage !== 'None') await this.deps.aliases.requireLeaveAllowed(tx, actor, row.stage);
    if (stage !== 'None' && stage !== 'Archived')
      await this.deps.aliases.requireAllowed(tx, { actor, alias: stage }, row);
    await this.base.repository.changeVersion(tx, row.id, { stage, updatedAt: at });
    if (stage !== row.stage) {
      const { modelId } = row;
      await this.base.repository.closePeriod(tx, { modelId, kind: 'stage', alias: row.stage, at }, row.id);
      const held = { versionId: row.id, version: row.version, actorName: actor.name, why: why ?? null };
      if (stage !== 'None')
        await this.base.repository.openPeriod(tx, { modelId, kind: 'stage', alias: stage, at }, held);
    }
    await this.base.log(tx, actor, 'registry.stage_changed', row.modelName, {
      why,
      before: { version: row.version, stage: row.stage },
      after: { version: row.version, stage },
    });
  }

  /** changing finds a version and changes it with its model locked. */
  private async changing(
    actor: Actor,
    { name, version }: { name: string; version: number },
    change: (tx: Tx, row: VersionRow, at: Date) => Promise<void>,
  ): Promise<string> {
    return this.base.kit.db.transaction(async (tx) => {
      const { modelId } = await this.base.requireVersion(actor, name, version, tx);
      await this.base.repository.lockModel(tx, modelId);
      const row = await this.base.requireVersion(actor, name, version, tx);
      await change(tx, row, this.base.kit.clock.now());
      return row.id;
    });
  }
}

const said = ({ version, description, tags }: VersionRow) => ({ version, description, tags });
