import type { ModelVersion as VersionView } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { uuidv7 } from '../kernel/uuid.js';

const withAliases = { aliases: true, model: true } satisfies Prisma.ModelVersionInclude;

/** VersionRow is a version with its aliases and its model. */
export type VersionRow = Prisma.ModelVersionGetPayload<{ include: typeof withAliases }>;

/** ModelRow is a model with its aliases and their versions. */
export type ModelRow = Prisma.ModelGetPayload<{ include: { aliases: { include: { version: true } } } }>;

const aliasVersions = { aliases: { include: { version: true } } } satisfies Prisma.ModelInclude;

/** RegistryRepository keeps models, versions and aliases. */
export class RegistryRepository {
  constructor(private readonly db: Db) {}

  findModel(workspaceId: string, name: string, tx: Tx = this.db.prisma): Promise<ModelRow | null> {
    return tx.model.findFirst({ where: { workspaceId, name, deletedAt: null }, include: aliasVersions });
  }

  listModels(workspaceId: string, query: { limit: number; q?: string; after?: string }): Promise<ModelRow[]> {
    const { limit, q, after } = query;
    return this.db.prisma.model.findMany({
      where: {
        workspaceId,
        deletedAt: null,
        name: { ...(after !== undefined && { gt: after }), ...(q && { contains: q, mode: 'insensitive' as const }) },
      },
      orderBy: { name: 'asc' },
      take: limit + 1,
      include: aliasVersions,
    });
  }

  async createModel(
    tx: Tx,
    workspaceId: string,
    model: { name: string; description: string; owner: string; tags: object },
  ): Promise<void> {
    await tx.model.create({ data: { id: uuidv7(), workspaceId, ...model, tags: toJson(model.tags) } });
  }

  /** ensureModel makes the model unless it is there; two callers at once make one. Returns true when it was made. */
  async ensureModel(tx: Tx, workspaceId: string, name: string, owner: string): Promise<boolean> {
    const made =
      await tx.$executeRaw`INSERT INTO "Model" ("id", "workspaceId", "name", "owner", "updatedAt") VALUES (${uuidv7()}::uuid, ${workspaceId}, ${name}, ${owner}, now()) ON CONFLICT ("workspaceId", "name") WHERE "deletedAt" IS NULL DO NOTHING`;
    return made > 0;
  }

  async updateModel(
    tx: Tx,
    id: string,
    change: { description?: string; owner?: string; tags?: object },
  ): Promise<void> {
    const { tags, ...rest } = change;
    await tx.model.update({ where: { id }, data: { ...rest, ...(tags && { tags: toJson(tags) }) } });
  }

  async deleteModel(tx: Tx, id: string): Promise<void> {
    await tx.modelAlias.deleteMany({ where: { modelId: id } });
    await tx.model.delete({ where: { id } });
  }

  /** takeVersionNumber hands out the model's next number; the row lock makes numbers unique and gapless. */
  async takeVersionNumber(tx: Tx, workspaceId: string, name: string): Promise<{ modelId: string; version: number }> {
    const rows = await tx.$queryRaw<{ id: string; version: number }[]>`
      UPDATE "Model" SET "nextVersion" = "nextVersion" + 1, "updatedAt" = now()
      WHERE "workspaceId" = ${workspaceId} AND "name" = ${name} AND "deletedAt" IS NULL RETURNING "id", "nextVersion" - 1 AS "version"`;
    const row = rows[0];
    if (row === undefined) throw new Error(`model ${name} vanished`);
    return { modelId: row.id, version: row.version };
  }

  async addVersion(tx: Tx, version: Prisma.ModelVersionUncheckedCreateInput): Promise<void> {
    await tx.modelVersion.create({ data: version });
  }

  findVersion(workspaceId: string, name: string, version: number, tx: Tx = this.db.prisma): Promise<VersionRow | null> {
    return tx.modelVersion.findFirst({
      where: { workspaceId, version, deletedAt: null, model: { name, deletedAt: null } },
      include: withAliases,
    });
  }

  versionById(id: string, tx: Tx = this.db.prisma): Promise<VersionRow | null> {
    return tx.modelVersion.findUnique({ where: { id }, include: withAliases });
  }

  listVersions(modelId: string, query: { limit: number; before?: number }): Promise<VersionRow[]> {
    return this.db.prisma.modelVersion.findMany({
      where: { modelId, deletedAt: null, ...(query.before !== undefined && { version: { lt: query.before } }) },
      orderBy: { version: 'desc' },
      take: query.limit + 1,
      include: withAliases,
    });
  }

  /** versionOfTrainingRun finds what a training run has already registered. */
  versionOfTrainingRun(trainingRunId: string): Promise<VersionRow | null> {
    return this.db.prisma.modelVersion.findFirst({
      where: { lineage: { path: ['trainingRunId'], equals: trainingRunId } },
      include: withAliases,
    });
  }

  async latestTasks(modelIds: string[]): Promise<Map<string, { version: number; task: string | null }>> {
    const rows = await this.db.prisma.$queryRaw<{ modelId: string; version: number; task: string | null }[]>`
      SELECT DISTINCT ON ("modelId") "modelId", "version", "schema"->>'task' AS "task" FROM "ModelVersion"
      WHERE "modelId" = ANY(${modelIds}::uuid[]) AND "deletedAt" IS NULL ORDER BY "modelId", "version" DESC`;
    return new Map(rows.map((row) => [row.modelId, row]));
  }

  async softDeleteVersion(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.modelVersion.update({ where: { id }, data: { deletedAt: at } });
  }

  async setAlias(tx: Tx, modelId: string, alias: string, versionId: string): Promise<void> {
    await tx.modelAlias.upsert({
      where: { modelId_alias: { modelId, alias } },
      create: { modelId, alias, versionId },
      update: { versionId },
    });
  }

  async removeAlias(tx: Tx, modelId: string, alias: string): Promise<void> {
    await tx.modelAlias.delete({ where: { modelId_alias: { modelId, alias } } });
  }
}

/** versionView is a version row as the API shows it. */
export function versionView(row: VersionRow): VersionView {
  return {
    id: row.id,
    model: row.model.name,
    version: row.version,
    framework: row.framework as VersionView['framework'],
    digest: row.digest,
    sizeBytes: Number(row.sizeBytes),
    files: row.files as VersionView['files'],
    schema: row.schema as VersionView['schema'],
    facts: row.facts as VersionView['facts'],
    metrics: row.metrics as VersionView['metrics'],
    params: row.params as VersionView['params'],
    tags: row.tags as VersionView['tags'],
    lineage: row.lineage as VersionView['lineage'],
    description: row.description,
    aliases: row.aliases.map(({ alias }) => alias).sort(),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
  };
}
