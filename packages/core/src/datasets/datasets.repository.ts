import type { ColumnProfile, Dataset, DatasetFormat, DatasetVersion } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';

const latestFirst = { versions: { orderBy: { version: 'desc' }, take: 1 } } satisfies Prisma.DatasetInclude;

/** DatasetRow is a dataset with its newest version. */
export type DatasetRow = Prisma.DatasetGetPayload<{ include: typeof latestFirst }>;

/** DatasetVersionRow is one table of a dataset. */
export type DatasetVersionRow = Prisma.DatasetVersionGetPayload<object>;

/** DatasetsRepository keeps datasets and their versions. */
export class DatasetsRepository {
  constructor(private readonly db: Db) {}

  find(workspaceId: string, name: string, tx: Tx = this.db.prisma): Promise<DatasetRow | null> {
    return tx.dataset.findUnique({
      where: { workspaceId_nameKey: { workspaceId, nameKey: nameKey(name) } },
      include: latestFirst,
    });
  }

  list(workspaceId: string, query: { limit: number; q?: string; after?: string }): Promise<DatasetRow[]> {
    return this.db.prisma.dataset.findMany({
      where: {
        workspaceId,
        nameKey: {
          ...(query.after !== undefined && { gt: query.after }),
          ...(query.q && { contains: nameKey(query.q) }),
        },
      },
      orderBy: { nameKey: 'asc' },
      take: query.limit + 1,
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
      createdBy: string;
    },
  ): Promise<number> {
    const newest = await tx.datasetVersion.findFirst({
      where: { datasetId },
      orderBy: { version: 'desc' },
      select: { version: true },
    });
    const number = (newest?.version ?? 0) + 1;
    const { sizeBytes, columns, ...rest } = version;
    await tx.datasetVersion.create({
      data: {
        id: uuidv7(),
        datasetId,
        version: number,
        ...rest,
        sizeBytes: BigInt(sizeBytes),
        columns: toJson(columns),
      },
    });
    return number;
  }

  findVersion(datasetId: string, version: number | undefined): Promise<DatasetVersionRow | null> {
    return this.db.prisma.datasetVersion.findFirst({
      where: { datasetId, ...(version !== undefined && { version }) },
      orderBy: { version: 'desc' },
    });
  }

  listVersions(datasetId: string, query: { limit: number; before?: number }): Promise<DatasetVersionRow[]> {
    return this.db.prisma.datasetVersion.findMany({
      where: { datasetId, ...(query.before !== undefined && { version: { lt: query.before } }) },
      orderBy: { version: 'desc' },
      take: query.limit + 1,
    });
  }

  /** isUsed tells whether an evaluation or a baseline was made from the dataset. */
  async isUsed(tx: Tx, workspaceId: string, name: string): Promise<boolean> {
    const where = { workspaceId, dataset: name };
    return (await tx.evaluation.count({ where })) + (await tx.baseline.count({ where })) > 0;
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.dataset.delete({ where: { id } });
  }
}

/** datasetVersionView is a version row as the API shows it. */
export function datasetVersionView(dataset: string, row: DatasetVersionRow): DatasetVersion {
  return {
    dataset,
    version: row.version,
    format: row.format as DatasetFormat,
    digest: row.digest,
    sizeBytes: Number(row.sizeBytes),
    rows: row.rows,
    columns: row.columns as unknown as ColumnProfile[],
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
