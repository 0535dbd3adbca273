import type { Stage } from '@slipway/contracts';
import type { Db, Tx } from '../kernel/db.js';
import { SqlValues } from '../kernel/filter-sql.js';
import type { Comparison } from '../kernel/filter.js';
import {
  briefColumns,
  modelColumns,
  newestOfModel,
  versionColumns,
  type BriefVersion,
  type FoundModel,
  type ModelRow,
  type PeriodRow,
  type VersionRow,
} from './rows.js';
import { afterSql, modelConditions, orderSql, versionConditions, type SortKey } from './search.js';

/** Search is one page of a search: its clauses, order, where the page before ended, and how many rows. */
export interface Search {
  filter: readonly Comparison[];
  order: readonly SortKey[];
  after: readonly (string | number)[] | null;
  take: number;
}

/** VersionSearch may be of one model, and of deleted versions. */
export interface VersionSearch extends Search {
  modelId?: string;
  q?: string | undefined;
  state?: 'active' | 'deleted' | undefined;
}

const modelOrder = {
  name: 'm."name"',
  version: 'm."nextVersion"',
  createdAt: 'm."createdAt"',
  updatedAt: 'm."updatedAt"',
};
const versionOrder = {
  name: 'v."modelName"',
  version: 'v."version"',
  createdAt: 'v."createdAt"',
  updatedAt: 'v."updatedAt"',
};
const stages: readonly Stage[] = ['None', 'Staging', 'Production', 'Archived'];

/** RegistryReads asks for models and versions in single statements whose cost does not grow with a model's number of versions. */
export class RegistryReads {
  constructor(private readonly db: Db) {}

  /** model finds a model that is not deleted, by its name or by one that it had; null without one. */
  async model(workspaceId: string, name: string, tx?: Tx): Promise<ModelRow | null> {
    const found = await this.one<ModelRow>('model', tx, modelBy('m."workspaceId" = $1 AND m."name" = $2'), [
      workspaceId,
      name,
    ]);
    return (
      found ??
      this.one<ModelRow>(
        'renamed-model',
        tx,
        modelBy('m."id" = (SELECT "modelId" FROM "ModelRedirect" WHERE "workspaceId" = $1 AND "name" = $2)'),
        [workspaceId, name],
      )
    );
  }

  /** modelWithNewest is model, with its newest version in each stage, in one statement. */
  async modelWithNewest(workspaceId: string, name: string): Promise<FoundModel | null> {
    const text = `SELECT ${modelColumns}, (SELECT coalesce(json_agg(row_to_json(held)), '[]') FROM (
        SELECT ${briefColumns} FROM unnest($3::text[]) AS s("stage") CROSS JOIN LATERAL (
          SELECT * FROM "ModelVersion" n WHERE n."modelId" = m."id" AND n."stage" = s."stage" AND n."deletedAt" IS NULL
          ORDER BY n."version" DESC LIMIT 1) v) held) AS "newest"
      FROM "Model" m ${newestOfModel} WHERE m."workspaceId" = $1 AND m."name" = $2 AND m."deletedAt" IS NULL`;
    return this.one('model-with-newest', undefined, text, [workspaceId, name, stages]);
  }

  /** version finds a version that is not deleted of a model that is not deleted. */
  async version(workspaceId: string, name: string, version: number, tx?: Tx): Promise<VersionRow | null> {
    const row = await this.one<VersionRow>(
      'version',
      tx,
      `SELECT ${versionColumns} FROM "Model" m JOIN "ModelVersion" v ON v."modelId" = m."id" AND v."version" = $3
       WHERE m."workspaceId" = $1 AND m."name" = $2 AND m."deletedAt" IS NULL AND v."deletedAt" IS NULL`,
      [workspaceId, name, version],
    );
    if (row !== null) return row;
    const model = await this.model(workspaceId, name, tx);
    return model === null || model.name === name ? null : this.version(workspaceId, model.name, version, tx);
  }

  /** versionById finds a version of any workspace, deleted or not. */
  versionById(id: string, tx?: Tx): Promise<VersionRow | null> {
    return this.one('version-by-id', tx, `SELECT ${versionColumns} FROM "ModelVersion" v WHERE v."id" = $1::uuid`, [
      id,
    ]);
  }

  /** brief finds a version as lists show it. */
  async brief(workspaceId: string, name: string, version: number): Promise<BriefVersion | null> {
    return this.one(
      'brief',
      undefined,
      `SELECT ${briefColumns} FROM "Model" m JOIN "ModelVersion" v ON v."modelId" = m."id" AND v."version" = $3
       WHERE m."workspaceId" = $1 AND m."name" = $2 AND m."deletedAt" IS NULL AND v."deletedAt" IS NULL`,
      [workspaceId, name, version],
    );
  }

  /** briefOfAlias finds the version that an alias names. */
  briefOfAlias(workspaceId: string, name: string, alias: string): Promise<BriefVersion | null> {
    return this.one(
      'brief-of-alias',
      undefined,
      `SELECT ${briefColumns} FROM "Model" m JOIN "ModelAlias" held ON held."modelId" = m."id" AND held."alias" = $3
       JOIN "ModelVersion" v ON v."id" = held."versionId"
       WHERE m."workspaceId" = $1 AND m."name" = $2 AND m."deletedAt" IS NULL`,
      [workspaceId, name, alias],
    );
  }

  /** searchModels returns one page of models and as many as `take` says. */
  async searchModels(
    workspaceId: string,
    { filter, order, after, take, q }: Search & { q?: string | undefined },
  ): Promise<ModelRow[]> {
    const values = new SqlValues();
    const where = [
      `m."workspaceId" = ${values.bind(workspaceId)}`,
      'm."deletedAt" IS NULL',
      ...modelConditions(filter, values),
    ];
    if (q) where.push(`m."name" ILIKE ${values.bind(containing(q))}`);
    if (after !== null) where.push(afterSql(order, after, modelOrder, values));
    const page = `SELECT * FROM "Model" m WHERE ${where.join(' AND ')} ORDER BY ${orderSql(order, modelOrder)} LIMIT ${take}`;
    const { rows } = await this.db.pool.query<ModelRow>(
      `SELECT ${modelColumns} FROM (${page}) m ${newestOfModel} ORDER BY ${orderSql(order, modelOrder)}`,
      values.list,
    );
    return rows;
  }

  /** searchBriefs returns one page of versions as lists show them. */
  searchBriefs(workspaceId: string, search: VersionSearch): Promise<BriefVersion[]> {
    return this.searchVersions(workspaceId, briefColumns, search);
  }

  /** searchRows returns one page of whole versions. */
  searchRows(workspaceId: string, search: VersionSearch): Promise<VersionRow[]> {
    return this.searchVersions(workspaceId, versionColumns, search);
  }

  /** newestPerStage returns the newest version in each stage of each model; it reads four index entries a model. */
  async newestPerStage(
    modelIds: readonly string[],
    of: readonly Stage[] = stages,
  ): Promise<(BriefVersion & { modelId: string })[]> {
    if (modelIds.length === 0) return [];
    const { rows } = await this.db.pool.query<BriefVersion & { modelId: string }>({
      name: 'registry-newest-per-stage',
      text: `SELECT wanted."id" AS "modelId", ${briefColumns}
        FROM unnest($1::uuid[]) AS wanted("id") CROSS JOIN unnest($2::text[]) AS s("stage") CROSS JOIN LATERAL (
          SELECT * FROM "ModelVersion" n WHERE n."modelId" = wanted."id" AND n."stage" = s."stage" AND n."deletedAt" IS NULL
          ORDER BY n."version" DESC LIMIT 1) v`,
      values: [modelIds, of],
    });
    return rows;
  }

  /** periods returns when versions held aliases or were in stages, newest first; `at` narrows them to one time. */
  async periods(
    modelId: string,
    { kind, alias, at, take }: { kind?: 'alias' | 'stage'; alias?: string; at?: Date | undefined; take: number },
  ): Promise<PeriodRow[]> {
    return this.db.prisma.aliasPeriod.findMany({
      where: {
        modelId,
        ...(kind !== undefined && { kind }),
        ...(alias !== undefined && { alias }),
        ...(at !== undefined && { fromAt: { lte: at }, OR: [{ untilAt: null }, { untilAt: { gt: at } }] }),
      },
      orderBy: [{ fromAt: 'desc' }, { version: 'desc' }],
      take,
    }) as Promise<PeriodRow[]>;
  }

  /** versionOfTrainingRun finds what a training run has registered already. */
  async versionOfTrainingRun(trainingRunId: string): Promise<VersionRow | null> {
    return this.one(
      'version-of-training-run',
      undefined,
      `SELECT ${versionColumns} FROM "ModelVersion" v WHERE v."lineage"->>'trainingRunId' = $1 LIMIT 1`,
      [trainingRunId],
    );
  }

  /** childrenOf returns the versions that name a version of the model as their parent. */
  async childrenOf(modelId: string, version: number, tx?: Tx): Promise<VersionRow[]> {
    return this.many(
      'children',
      tx,
      `SELECT ${versionColumns} FROM "ModelVersion" v
       WHERE v."modelId" = $1::uuid AND v."deletedAt" IS NULL AND v."lineage"->>'parentVersion' IS NOT NULL
         AND (v."lineage"->>'parentVersion')::int = $2 ORDER BY v."version" DESC LIMIT 100`,
      [modelId, version],
    );
  }

  private async searchVersions<T extends object>(
    workspaceId: string,
    columns: string,
    search: VersionSearch,
  ): Promise<T[]> {
    const { filter, order, after, take, modelId, q, state = 'active' } = search;
    const values = new SqlValues();
    const where = [
      `v."deletedAt" IS ${state === 'deleted' ? 'NOT NULL' : 'NULL'}`,
      ...versionConditions(filter, values),
    ];
    where.unshift(
      modelId === undefined
        ? `v."workspaceId" = ${values.bind(workspaceId)}`
        : `v."modelId" = ${values.bind(modelId)}::uuid`,
    );
    if (q) where.push(`(v."description" ILIKE ${values.bind(containing(q))} OR v."version"::text = ${values.bind(q)})`);
    if (after !== null) where.push(afterSql(order, after, versionOrder, values));
    const page = `SELECT * FROM "ModelVersion" v WHERE ${where.join(' AND ')} ORDER BY ${orderSql(order, versionOrder)} LIMIT ${take}`;
    const { rows } = await this.db.pool.query<T>(
      `SELECT ${columns} FROM (${page}) v ORDER BY ${orderSql(order, versionOrder)}`,
      values.list,
    );
    return rows;
  }

  private async one<T extends object>(
    name: string,
    tx: Tx | undefined,
    text: string,
    values: unknown[],
  ): Promise<T | null> {
    return (await this.many<T>(name, tx, text, values))[0] ?? null;
  }

  /** Outside a transaction statements are prepared once a connection. */
  private async many<T extends object>(
    name: string,
    tx: Tx | undefined,
    text: string,
    values: unknown[],
  ): Promise<T[]> {
    if (tx !== undefined) return tx.$queryRawUnsafe<T[]>(text, ...values);
    return (await this.db.pool.query<T>({ name: `registry-${name}`, text, values })).rows;
  }
}

const modelBy = (condition: string): string =>
  `SELECT ${modelColumns} FROM "Model" m ${newestOfModel} WHERE ${condition} AND m."deletedAt" IS NULL`;

const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
