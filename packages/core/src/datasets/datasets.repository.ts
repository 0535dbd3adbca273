import type { ColumnProfile, Dataset, DatasetFormat, DatasetUse, DatasetVersion } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { SqlValues } from '../kernel/filter-sql.js';
import type { Comparison } from '../kernel/filter.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';
import { datasetConditions } from './dataset-search.js';

const latestFirst = {
  versions: { where: { state: 'ready' }, orderBy: { version: 'desc' }, take: 1 },
} satisfies Prisma.DatasetInclude;

/** DatasetRow is a dataset with its newest version that is ready. */
export type DatasetRow = Prisma.DatasetGetPayload<{ include: typeof latestFirst }>;

/** DatasetVersionRow is one table of a dataset. */
export type DatasetVersionRow = Prisma.DatasetVersionGetPayload<object>;

type UseRow = Omit<DatasetUse, 'at'> & { at: Date | null };

/** DatasetsRepository keeps datasets and their versions. */
export class DatasetsRepository {
  constructor(private readonly db: Db) {}

  find(workspaceId: string, name: string, tx: Tx = this.db.prisma): Promise<DatasetRow | null> {
    return tx.dataset.findUnique({
      where: { workspaceId_nameKey: { workspaceId, nameKey: nameKey(name) } },
      include: latestFirst,
    });
  }

  /** list finds a page of datasets by name, and one more. */
  async list(
    workspaceId: string,
    { limit, q, after, filter }: { limit: number; q?: string; after?: string; filter: readonly Comparison[] },
  ): Promise<DatasetRow[]> {
    const values = new SqlValues();
    const where = [`"workspaceId" = ${values.bind(workspaceId)}`, ...datasetConditions(filter, values)];
    if (q) where.push(`position(${values.bind(nameKey(q))}::text IN "nameKey") > 0`);
    if (after !== undefined) where.push(`"nameKey" > ${values.bind(after)}::text`);
    const { rows } = await this.db.pool.query<{ id: string }>(
      `SELECT "id" FROM "Dataset" WHERE ${where.join(' AND ')} ORDER BY "nameKey" LIMIT ${limit + 1}`,
      values.list,
    );
    return this.db.prisma.dataset.findMany({
      where: { id: { in: rows.map(({ id }) => id) } },
      orderBy: { nameKey: 'asc' },
      include: latestFirst,
    });
  }

  async create(
    tx: Tx,
    workspaceId: string,
    dataset: { name: string; description: string; tags: object },
  ): Promise<void> {
    await tx.dataset.create({
      data: { id: uuidv7(), workspaceId, nameKey: nameKey(dataset.name), ...dataset, tags: toJson(dataset.tags) },
    });
  }

  /** lockOrCreate makes the dataset unless it is there, and locks its row, so that version numbers are unique. */
  async lockOrCreate(tx: Tx, workspaceId: string, name: string): Promise<string> {
    const key = nameKey(name);
    await tx.$executeRaw`INSERT INTO "Dataset" ("id", "workspaceId", "name", "nameKey") VALUES (${uuidv7()}::uuid, ${workspaceId}, ${name}, ${key}) ON CONFLICT ("workspaceId", "nameKey") DO NOTHING`;
    const rows = await tx.$queryRaw<
      { id: string }[]
    >`SELECT "id" FROM "Dataset" WHERE "workspaceId" = ${workspaceId} AND "nameKey" = ${key} FOR UPDATE`;
    return rows[0]!.id;
  }

  async addVersion(
    tx: Tx,
    datasetId: string,
    version: {
      format: DatasetFormat;
      digest: string;
      sizeBytes: number;
      rows: number;
      columns: ColumnProfile[];
      state: DatasetVersion['state'];
      createdBy: string;
    },
  ): Promise<{ id: string; number: number }> {
    const [newest, dataset] = await Promise.all([
      tx.datasetVersion.findFirst({ where: { datasetId }, orderBy: { version: 'desc' }, select: { version: true } }),
      tx.dataset.findUniqueOrThrow({ where: { id: datasetId }, select: { nextVersion: true } }),
    ]);
    const number = Math.max((newest?.version ?? 0) + 1, dataset.nextVersion);
    await tx.dataset.update({ where: { id: datasetId }, data: { nextVersion: number + 1 } });
    const { sizeBytes, columns, ...rest } = version;
    const id = uuidv7();
    await tx.datasetVersion.create({
      data: {
        id,
        datasetId,
        version: number,
        ...rest,
        sizeBytes: BigInt(sizeBytes),
        columns: toJson(columns),
      },
    });
    return { id, number };
  }

  /** findVersion finds a version by its number, or the newest that is ready. */
  async findVersion(
    datasetId: string,
    version: number | undefined,
    tx: Tx = this.db.prisma,
  ): Promise<DatasetVersionRow | null> {
    const rows = await tx.datasetVersion.findMany({
      where: { datasetId, ...(version === undefined ? { state: 'ready' } : { version }) },
      orderBy: { version: 'desc' },
      take: 1,
    });
    return (await this.asJobsEnded(rows, tx))[0] ?? null;
  }

  /** versionById finds a version with its dataset, for the job that profiles it. */
  versionById(id: string) {
    return this.db.prisma.datasetVersion.findUnique({ where: { id }, include: { dataset: true } });
  }

  async changeVersion(
    tx: Tx,
    id: string,
    change: {
      state?: DatasetVersion['state'];
      jobId?: string;
      error?: string;
      format?: DatasetFormat;
      rows?: number;
      columns?: ColumnProfile[];
    },
  ): Promise<void> {
    const { columns, ...rest } = change;
    await tx.datasetVersion.update({ where: { id }, data: { ...rest, ...(columns && { columns: toJson(columns) }) } });
  }

  async removeVersion(tx: Tx, id: string): Promise<void> {
    await tx.datasetVersion.delete({ where: { id } });
  }

  async update(
    tx: Tx,
    id: string,
    change: { description?: string | undefined; tags?: object | undefined },
  ): Promise<void> {
    const { description, tags } = change;
    await tx.dataset.update({
      where: { id },
      data: { ...(description !== undefined && { description }), ...(tags !== undefined && { tags: toJson(tags) }) },
    });
  }

  async listVersions(datasetId: string, query: { limit: number; before?: number }): Promise<DatasetVersionRow[]> {
    const { prisma } = this.db;
    const rows = await prisma.datasetVersion.findMany({
      where: { datasetId, ...(query.before !== undefined && { version: { lt: query.before } }) },
      orderBy: { version: 'desc' },
      take: query.limit + 1,
    });
    return this.asJobsEnded(rows, prisma);
  }

  /** A job that was cancelled, or whose worker was lost, ends without a word to its version: nobody would read that one any more. */
  private async asJobsEnded(rows: DatasetVersionRow[], tx: Tx): Promise<DatasetVersionRow[]> {
    const jobIds = rows.flatMap(({ state, jobId }) => (state === 'profiling' && jobId !== null ? [jobId] : []));
    if (jobIds.length === 0) return rows;
    const ended = await tx.job.findMany({
      where: { id: { in: jobIds }, state: { in: ['failed', 'cancelled'] } },
      select: { id: true, error: true },
    });
    const errors = new Map(
      ended.map(({ id, error }) => [id, (error as { detail: string } | null)?.detail ?? 'Reading it was cancelled.']),
    );
    return rows.map((row) => {
      const error = row.state === 'profiling' ? errors.get(row.jobId ?? '') : undefined;
      return error === undefined ? row : { ...row, state: 'failed', error };
    });
  }

  /** uses lists what was made from a dataset or asks for it, newest first, at most 500 of each kind. */
  async uses(
    workspaceId: string,
    dataset: { id: string; name: string },
    tx: Tx = this.db.prisma,
  ): Promise<DatasetUse[]> {
    const rows = await tx.$queryRaw<UseRow[]>`
      WITH "files" AS (SELECT "digest", "version" FROM "DatasetVersion" WHERE "datasetId" = ${dataset.id}::uuid)
      (SELECT 'evaluation' AS "kind", "id"::text, "model", "version" AS "modelVersion", "datasetVersion", "createdAt" AS "at"
         FROM "Evaluation" WHERE "workspaceId" = ${workspaceId} AND "dataset" = ${dataset.name} ORDER BY "createdAt" DESC LIMIT 500)
      UNION ALL
      (SELECT 'baseline', b."id"::text, v."modelName", v."version", b."datasetVersion", b."createdAt"
         FROM "Baseline" b JOIN "ModelVersion" v ON v."id" = b."versionId"
        WHERE b."workspaceId" = ${workspaceId} AND b."dataset" = ${dataset.name} ORDER BY b."createdAt" DESC LIMIT 500)
      UNION ALL
      (SELECT 'training', t."id"::text, t."model", t."version", f."version", t."createdAt"
         FROM "TrainingRun" t JOIN "files" f ON f."digest" = t."dataDigest"
        WHERE t."workspaceId" = ${workspaceId} ORDER BY t."createdAt" DESC LIMIT 500)
      UNION ALL
      (SELECT 'version', v."id"::text, v."modelName", v."version", f."version", v."createdAt"
         FROM "ModelVersion" v JOIN "files" f ON f."digest" = v."lineage"->>'datasetDigest'
        WHERE v."workspaceId" = ${workspaceId} AND v."deletedAt" IS NULL ORDER BY v."createdAt" DESC LIMIT 500)
      UNION ALL
      (SELECT 'gates', p."model", p."model", NULL, NULL, NULL
         FROM "GatePolicy" p WHERE p."workspaceId" = ${workspaceId} AND p."dataset" = ${dataset.name})
      ORDER BY "at" DESC NULLS LAST`;
    return rows.map(({ at, ...row }) => ({ ...row, at: at?.toISOString() ?? null }));
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.dataset.delete({ where: { id } });
  }
}

/** What profiles of earlier releases did not measure. */
const unmeasured = {
  nan: 0,
  infinite: 0,
  distinctError: 0,
  std: null,
  quantiles: [],
  quantileError: 0,
  span: null,
  lengths: null,
  topUndercount: 0,
};

/** datasetVersionView is a version row as the API shows it. */
export function datasetVersionView(dataset: string, row: DatasetVersionRow): DatasetVersion {
  return {
    dataset,
    version: row.version,
    format: row.format as DatasetFormat,
    digest: row.digest,
    sizeBytes: Number(row.sizeBytes),
    rows: row.rows,
    columns: (row.columns as unknown as ColumnProfile[]).map((column) => ({ ...unmeasured, ...column })),
    state: row.state as DatasetVersion['state'],
    jobId: row.jobId,
    error: row.error,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
  };
}

/** datasetView is a dataset row as the API shows it. */
export function datasetView(row: DatasetRow): Dataset {
  const newest = row.versions[0];
  const latest = newest && datasetVersionView(row.name, newest);
  return {
    name: row.name,
    description: row.description,
    tags: row.tags as Dataset['tags'],
    latest: latest === undefined ? null : { ...latest, columnCount: latest.columns.length },
    createdAt: row.createdAt.toISOString(),
  };
}
