import type { Stage } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import type { Actor } from '../kernel/actor.js';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { notFound } from '../kernel/errors.js';
import { eventInsert, type NewEvent } from '../kernel/event-log.js';
import { uuidv7 } from '../kernel/uuid.js';

/** Period opens or closes what a version holds: who moved it, when and why. */
export interface PeriodChange {
  modelId: string;
  kind: 'alias' | 'stage';
  alias: string;
  at: Date;
}

type PolicyRow = Prisma.AliasPolicyGetPayload<object>;
type CardRow = Prisma.ModelCardGetPayload<object>;

/** NewVersionRow is a version that has no number yet; the model's row knows the rest. */
export interface NewVersionRow {
  id: string;
  modelId: string;
  framework: string;
  digest: string;
  sizeBytes: number;
  files: readonly object[];
  schema: object | null;
  facts: object | null;
  target: object | null;
  metrics: object;
  params: object;
  tags: object;
  lineage: object;
  description: string;
  source: string | null;
  runId: string | null;
  loggedModelId: string | null;
  copiedFromId: string | null;
  runLink: string | null;
  statusMessage: string | null;
  createdBy: string;
  createdAt: Date;
}

/** RegistryRepository writes models, versions, aliases and their periods. */
export class RegistryRepository {
  constructor(private readonly db: Db) {}

  /** createModel inserts a model; a taken name is a unique violation. A name that another model had before is taken over. */
  async createModel(
    tx: Tx,
    workspaceId: string,
    model: { name: string; description: string; owner: string; tags: object },
  ): Promise<void> {
    await tx.model.create({ data: { id: uuidv7(), workspaceId, ...model, tags: toJson(model.tags) } });
    await tx.$executeRaw`DELETE FROM "ModelRedirect" WHERE "workspaceId" = ${workspaceId} AND "name" = ${model.name}`;
  }

  /** ensureModel makes the model unless it is there; two callers at once make one. Returns true when it was made. */
  async ensureModel(tx: Tx, workspaceId: string, name: string, owner: string): Promise<boolean> {
    const made =
      await tx.$executeRaw`INSERT INTO "Model" ("id", "workspaceId", "name", "owner", "updatedAt") VALUES (${uuidv7()}::uuid, ${workspaceId}, ${name}, ${owner}, now()) ON CONFLICT ("workspaceId", "name") WHERE "deletedAt" IS NULL DO NOTHING`;
    return made > 0;
  }

  /** lockModel makes everybody who changes the model's aliases or versions wait until the transaction ends. */
  async lockModel(tx: Tx, id: string): Promise<void> {
    await tx.$queryRaw`SELECT 1 FROM "Model" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE`;
  }

  /** updateModel writes what people say about a model. */
  async updateModel(
    tx: Tx,
    id: string,
    change: { description?: string; owner?: string; tags?: object },
  ): Promise<void> {
    const { tags, ...rest } = change;
    await tx.model.update({ where: { id }, data: { ...rest, ...(tags && { tags: toJson(tags) }) } });
  }

  /** setTag writes one tag of a model or version, deleteTag (null) removes it; other writers of other tags are not in the way. */
  async setTag(tx: Tx, table: 'Model' | 'ModelVersion', id: string, key: string, value: string | null): Promise<void> {
    if (value === null) {
      if (table === 'Model') await tx.$executeRaw`UPDATE "Model" SET "tags" = "tags" - ${key} WHERE "id" = ${id}::uuid`;
      else await tx.$executeRaw`UPDATE "ModelVersion" SET "tags" = "tags" - ${key} WHERE "id" = ${id}::uuid`;
      return;
    }
    const tag = JSON.stringify({ [key]: value });
    if (table === 'Model')
      await tx.$executeRaw`UPDATE "Model" SET "tags" = "tags" || ${tag}::jsonb WHERE "id" = ${id}::uuid`;
    else await tx.$executeRaw`UPDATE "ModelVersion" SET "tags" = "tags" || ${tag}::jsonb WHERE "id" = ${id}::uuid`;
  }

  /** renameModel gives a model and its versions another name, and makes the old one lead to it. */
  async renameModel(
    tx: Tx,
    model: { id: string; workspaceId: string; name: string },
    name: string,
    at: Date,
  ): Promise<void> {
    const { id, workspaceId, name: before } = model;
    await tx.model.update({ where: { id }, data: { name } });
    await tx.$executeRaw`UPDATE "ModelVersion" SET "modelName" = ${name}, "updatedAt" = ${at} WHERE "modelId" = ${id}::uuid`;
    await tx.$executeRaw`DELETE FROM "ModelRedirect" WHERE "workspaceId" = ${workspaceId} AND "name" = ${name}`;
    await tx.$executeRaw`INSERT INTO "ModelRedirect" ("workspaceId", "name", "modelId") VALUES (${workspaceId}, ${before}, ${id}::uuid)
      ON CONFLICT ("workspaceId", "name") DO UPDATE SET "modelId" = EXCLUDED."modelId"`;
  }

  /** softDeleteModel hides a model with its versions and ends what they held. */
  async softDeleteModel(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.modelAlias.deleteMany({ where: { modelId: id } });
    await tx.aliasPeriod.updateMany({ where: { modelId: id, untilAt: null }, data: { untilAt: at } });
    await tx.modelRedirect.deleteMany({ where: { modelId: id } });
    // The same time on both tells later which versions went with the model.
    await tx.modelVersion.updateMany({ where: { modelId: id, deletedAt: null }, data: { deletedAt: at } });
    await tx.model.update({ where: { id }, data: { deletedAt: at } });
  }

  /** undeleteModel brings a model back with the versions that went with it; a taken name is a unique violation. */
  async undeleteModel(
    tx: Tx,
    model: { id: string; workspaceId: string; deletedAt: Date },
    name: string,
  ): Promise<void> {
    const { id, deletedAt } = model;
    await tx.$executeRaw`DELETE FROM "ModelRedirect" WHERE "workspaceId" = ${model.workspaceId} AND "name" = ${name}`;
    await tx.model.update({ where: { id }, data: { deletedAt: null, name } });
    await tx.modelVersion.updateMany({ where: { modelId: id, deletedAt }, data: { deletedAt: null } });
    await tx.modelVersion.updateMany({ where: { modelId: id }, data: { modelName: name } });
  }

  /** deletedModels pages through deleted models, newest first. */
  async deletedModels(workspaceId: string, { take, after, q }: { take: number; after?: Date; q?: string | undefined }) {
    return this.db.prisma.model.findMany({
      where: {
        workspaceId,
        deletedAt: after === undefined ? { not: null } : { lt: after },
        ...(q && { name: { contains: q, mode: 'insensitive' } }),
      },
      orderBy: { deletedAt: 'desc' },
      take,
      include: { _count: { select: { versions: true } } },
    });
  }

  /** deletedModel finds a deleted model and locks it. */
  async deletedModel(tx: Tx, workspaceId: string, id: string) {
    await this.lockModel(tx, id);
    return tx.model.findFirst({ where: { workspaceId, id, deletedAt: { not: null } } });
  }

  /** deletedVersion finds a deleted version of a model that is not deleted. */
  async deletedVersion(tx: Tx, modelId: string, version: number): Promise<{ id: string } | null> {
    return tx.modelVersion.findFirst({ where: { modelId, version, deletedAt: { not: null } }, select: { id: true } });
  }

  /**
   * addVersion inserts a version under the model's next number, with its event, and returns the number. The model's row is locked until the
   * transaction ends, which makes numbers unique; none is used twice. One statement, so that callers of one model wait for each other as
   * shortly as can be; without a transaction around it, it is one by itself.
   */
  async addVersion(version: NewVersionRow, logged: { actor: Actor; event: NewEvent }, tx?: Tx): Promise<number> {
    const { createdAt: at, modelId, ...rest } = version;
    const columns = Object.entries(rest).map(([name, value], index) => ({
      name,
      value,
      place: `$${index + 3}${castOf(value)}`,
    }));
    const event = eventInsert(logged.actor, logged.event, {
      bound: columns.length + 2,
      made: { row: 'made', column: 'version' },
    });
    const text = `WITH taken AS (
         UPDATE "Model" SET "nextVersion" = "nextVersion" + 1, "updatedAt" = $1::timestamptz
         WHERE "id" = $2::uuid AND "deletedAt" IS NULL RETURNING "id", "name", "workspaceId", "nextVersion" - 1 AS "version"),
       made AS (
         INSERT INTO "ModelVersion" ("modelId", "modelName", "workspaceId", "version", "createdAt", "updatedAt", ${columns.map(({ name }) => `"${name}"`).join(', ')})
         SELECT taken."id", taken."name", taken."workspaceId", taken."version", $1, $1, ${columns.map(({ name, place }) => (name === 'id' ? `${place}::uuid` : place)).join(', ')}
         FROM taken RETURNING "version"),
       logged AS (${event.text})
       SELECT "version" FROM made`;
    const values = [at, modelId, ...columns.map(({ value }) => bound(value)), ...event.values];
    const rows =
      tx === undefined
        ? (await this.db.pool.query<{ version: number }>(text, values)).rows
        : await tx.$queryRawUnsafe<{ version: number }[]>(text, ...values);
    const row = rows[0];
    if (row === undefined) throw notFound('model', modelId);
    return row.version;
  }

  /** changeVersion writes what may change of a version: its words, tags and stage. */
  async changeVersion(
    tx: Tx,
    id: string,
    { tags, ...rest }: { description?: string; tags?: object; stage?: Stage; deletedAt?: Date | null; updatedAt: Date },
  ): Promise<void> {
    await tx.modelVersion.update({
      where: { id },
      data: { ...rest, ...(tags && { tags: toJson(tags) }) },
      select: { id: true },
    });
  }

  /** versionsInStage lists the other versions of a stage. */
  async versionsInStage(
    tx: Tx,
    modelId: string,
    stage: Stage,
    exceptId: string,
  ): Promise<{ id: string; version: number }[]> {
    return tx.modelVersion.findMany({
      where: { modelId, stage, deletedAt: null, id: { not: exceptId } },
      select: { id: true, version: true },
    });
  }

  /** touchModel says that a model changed. */
  async touchModel(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.$executeRaw`UPDATE "Model" SET "updatedAt" = ${at} WHERE "id" = ${id}::uuid`;
  }

  /** setAlias makes an alias name a version. */
  async setAlias(tx: Tx, modelId: string, alias: string, versionId: string): Promise<void> {
    await tx.$executeRaw`INSERT INTO "ModelAlias" ("modelId", "alias", "versionId", "updatedAt") VALUES (${modelId}::uuid, ${alias}, ${versionId}::uuid, now())
      ON CONFLICT ("modelId", "alias") DO UPDATE SET "versionId" = EXCLUDED."versionId", "updatedAt" = now()`;
  }

  /** removeAlias removes an alias. */
  async removeAlias(tx: Tx, modelId: string, alias: string): Promise<void> {
    await tx.modelAlias.delete({ where: { modelId_alias: { modelId, alias } } });
  }

  /** openPeriod writes that a version holds something from now on. */
  async openPeriod(
    tx: Tx,
    { at, ...change }: PeriodChange,
    held: { versionId: string; version: number; actorName: string; why: string | null },
  ): Promise<void> {
    await tx.aliasPeriod.createMany({ data: [{ id: uuidv7(), fromAt: at, ...change, ...held }] });
  }

  /** closePeriod ends what lasts: an alias, or what one version holds. */
  async closePeriod(tx: Tx, { modelId, kind, alias, at }: PeriodChange, versionId?: string): Promise<void> {
    await tx.aliasPeriod.updateMany({
      where: { modelId, kind, alias, untilAt: null, ...(versionId !== undefined && { versionId }) },
      data: { untilAt: at },
    });
  }

  /** policies lists the protected patterns of a workspace. */
  policies(workspaceId: string, tx: Tx = this.db.prisma): Promise<PolicyRow[]> {
    return tx.aliasPolicy.findMany({ where: { workspaceId }, orderBy: { pattern: 'asc' } });
  }

  /** savePolicy protects a pattern; protecting it twice is fine. */
  savePolicy(tx: Tx, workspaceId: string, pattern: string, createdBy: string): Promise<PolicyRow> {
    return tx.aliasPolicy.upsert({
      where: { workspaceId_pattern: { workspaceId, pattern } },
      create: { workspaceId, pattern, createdBy },
      update: {},
    });
  }

  /** deletePolicy lifts a protection; false when there was none. */
  async deletePolicy(tx: Tx, workspaceId: string, pattern: string): Promise<boolean> {
    return (await tx.aliasPolicy.deleteMany({ where: { workspaceId, pattern } })).count > 0;
  }

  /** cards returns revisions of a model's card, newest first. */
  cards(
    modelId: string,
    { take, before }: { take: number; before?: number },
    tx: Tx = this.db.prisma,
  ): Promise<CardRow[]> {
    return tx.modelCard.findMany({
      where: { modelId, ...(before !== undefined && { revision: { lt: before } }) },
      orderBy: { revision: 'desc' },
      take,
    });
  }

  /** addCard writes a revision of a model's card. */
  async addCard(
    tx: Tx,
    card: { modelId: string; revision: number; sections: object; why: string | null; createdBy: string },
  ): Promise<void> {
    await tx.modelCard.create({ data: { ...card, sections: toJson(card.sections) } });
  }
}

const bound = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

/** A driver that sees null or a number does not know which type the column has. */
function castOf(value: unknown): string {
  if (typeof value === 'number') return '::bigint';
  return typeof value === 'object' && value !== null ? '::jsonb' : '';
}
