import type { Prisma } from '@slipway/db';
import { comparisonSql, SqlValues } from '../kernel/filter-sql.js';
import { parseFilter, type Comparison, type FilterGrammar } from '../kernel/filter.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Db } from '../kernel/db.js';

const whole = { metrics: true } satisfies Prisma.LoggedModelInclude;

/** LoggedModelRow is a logged model with what was measured of it. */
export type LoggedModelRow = Prisma.LoggedModelGetPayload<{ include: typeof whole }>;

/** ModelMetric is one measurement of a logged model. */
export type ModelMetric = Omit<Prisma.LoggedModelMetricUncheckedCreateInput, 'modelId'>;

/** LoggedModelOrder is one column of an order; a metric may be that of one dataset. */
export interface LoggedModelOrder {
  field: string;
  ascending: boolean;
  datasetName?: string | undefined;
  datasetDigest?: string | undefined;
}

/** MeasuredOn names a dataset, or one state of it. */
export interface MeasuredOn {
  name: string;
  digest?: string | undefined;
}

/** LoggedModelSearch is one page of logged models. */
export interface LoggedModelSearch {
  experiments: readonly number[];
  filter: string | undefined;
  /** Only what was measured on one of these counts; none means that every measurement does. */
  datasets: readonly MeasuredOn[];
  order: readonly LoggedModelOrder[];
  limit: number;
  offset: number;
}

const attribute = {
  entity: 'attribute',
  type: 'text',
  keys: {
    name: 'text',
    model_id: 'text',
    model_type: 'text',
    status: 'text',
    source_run_id: 'text',
    creation_time: 'number',
    creation_timestamp: 'number',
    last_updated_time: 'number',
    last_updated_timestamp: 'number',
  },
  lists: 'all',
  nullable: true,
} as const;
const text = (entity: string) => ({ entity, type: 'text', lists: 'all', nullable: true }) as const;
const metric = { entity: 'metric', type: 'number' } as const;
const grammar: FilterGrammar = {
  attribute,
  attributes: attribute,
  param: text('param'),
  params: text('param'),
  tag: text('tag'),
  tags: text('tag'),
  metric,
  metrics: metric,
};

const columns: Readonly<Record<string, string>> = {
  name: 'l."name"',
  model_id: 'l."id"',
  model_type: 'l."modelType"',
  status: 'l."status"',
  source_run_id: 'l."sourceRunId"',
  creation_time: '(extract(epoch FROM l."createdAt") * 1000)',
  creation_timestamp: '(extract(epoch FROM l."createdAt") * 1000)',
  last_updated_time: '(extract(epoch FROM l."updatedAt") * 1000)',
  last_updated_timestamp: '(extract(epoch FROM l."updatedAt") * 1000)',
};

/** LoggedModelsRepository keeps logged models and what was measured of them. */
export class LoggedModelsRepository {
  constructor(private readonly db: Db) {}

  async create(model: Prisma.LoggedModelUncheckedCreateInput): Promise<void> {
    await this.db.prisma.loggedModel.create({ data: model });
  }

  find(workspaceId: string, id: string, deletedToo = false): Promise<LoggedModelRow | null> {
    const where = { id, workspaceId, ...(!deletedToo && { deletedAt: null }) };
    return this.db.prisma.loggedModel.findFirst({ where, include: whole });
  }

  async update(id: string, data: { status?: string; deletedAt?: Date }): Promise<void> {
    await this.db.prisma.loggedModel.update({ where: { id }, data });
  }

  /** merge sets tags or parameters. */
  async merge(id: string, column: 'tags' | 'params', values: Readonly<Record<string, string>>): Promise<void> {
    await this.db.pool.query(
      `UPDATE "LoggedModel" SET "${column}" = "${column}" || $2::jsonb, "updatedAt" = now() WHERE "id" = $1`,
      [id, JSON.stringify(values)],
    );
  }

  async removeTag(id: string, key: string): Promise<void> {
    await this.db.pool.query(
      'UPDATE "LoggedModel" SET "tags" = "tags" - $2::text, "updatedAt" = now() WHERE "id" = $1',
      [id, key],
    );
  }

  async addMetrics(modelId: string, metrics: readonly ModelMetric[]): Promise<void> {
    const data = metrics.map((one) => ({ ...one, modelId }));
    await this.db.prisma.loggedModelMetric.createMany({ data, skipDuplicates: true });
  }

  /** search finds a page, newest first unless another order is asked for. */
  async search(workspaceId: string, search: LoggedModelSearch): Promise<LoggedModelRow[]> {
    const values = new SqlValues();
    const clauses = [
      `l."workspaceId" = ${values.bind(workspaceId)} AND l."deletedAt" IS NULL`,
      `l."experiment" = ANY(${values.bind([...search.experiments])}::int[])`,
      ...conditionsOf(search, values),
    ];
    const order = [...search.order.map((one) => orderSql(one, values)), 'l."createdAt" DESC', 'l."id"'];
    const { rows } = await this.db.pool.query<{ id: string }>(
      `SELECT l."id" FROM "LoggedModel" l WHERE ${clauses.join(' AND ')} ORDER BY ${order.join(', ')}
       LIMIT ${values.bind(search.limit)} OFFSET ${values.bind(search.offset)}`,
      values.list,
    );
    const found = await this.db.prisma.loggedModel.findMany({
      where: { id: { in: rows.map(({ id }) => id) } },
      include: whole,
    });
    const byId = new Map(found.map((row) => [row.id, row]));
    return rows.flatMap(({ id }) => byId.get(id) ?? []);
  }
}

/** conditionsOf are the clauses of a filter; datasets without a clause about a metric ask for any measurement on them. */
function conditionsOf({ filter, datasets }: LoggedModelSearch, values: SqlValues): string[] {
  const comparisons = parseFilter(filter, grammar);
  const on = datasets.length === 0 ? [] : [`(${datasets.map((dataset) => onDataset(dataset, values)).join(' OR ')})`];
  const conditions = comparisons.map((comparison) => conditionOf(comparison, on, values));
  if (on.length === 0 || comparisons.some(({ entity }) => entity === 'metric')) return conditions;
  return [...conditions, measured(on)];
}

function conditionOf(comparison: Comparison, on: readonly string[], values: SqlValues): string {
  const { entity, key } = comparison;
  if (entity === 'attribute') return comparisonSql(columns[key]!, comparison, values);
  if (entity === 'metric')
    return measured([
      `m."key" = ${values.bind(key)}`,
      `m."value" <> 'NaN'`,
      comparisonSql('m."value"', comparison, values),
      ...on,
    ]);
  return comparisonSql(`(l."${entity === 'param' ? 'params' : 'tags'}"->>${values.bind(key)})`, comparison, values);
}

const measured = (clauses: readonly string[]): string =>
  `EXISTS (SELECT 1 FROM "LoggedModelMetric" m WHERE m."modelId" = l."id" AND ${clauses.join(' AND ')})`;

function onDataset({ name, digest }: MeasuredOn, values: SqlValues): string {
  const named = `m."datasetName" = ${values.bind(name)}`;
  return digest ? `(${named} AND m."datasetDigest" = ${values.bind(digest)})` : named;
}

function orderSql({ field, ascending, datasetName, datasetDigest }: LoggedModelOrder, values: SqlValues): string {
  const way = ascending ? 'ASC' : 'DESC';
  const key = /^metrics\.(.+)$/s.exec(field)?.[1];
  if (key === undefined) {
    const column = Object.hasOwn(columns, field) ? columns[field] : undefined;
    if (column !== undefined) return `${column} ${way} NULLS LAST`;
    throw new SlipwayError('invalid_request', `Invalid order_by field '${field}'.`, [
      { path: 'order_by', message: 'unknown' },
    ]);
  }
  const of = [
    `m."key" = ${values.bind(key)}`,
    ...(datasetName ? [`m."datasetName" = ${values.bind(datasetName)}`] : []),
    ...(datasetDigest ? [`m."datasetDigest" = ${values.bind(datasetDigest)}`] : []),
  ];
  const newest = `ORDER BY m."timestamp" DESC, m."step" DESC, m."runId" LIMIT 1`;
  return `(SELECT m."value" FROM "LoggedModelMetric" m WHERE m."modelId" = l."id" AND ${of.join(' AND ')} ${newest}) ${way} NULLS LAST`;
}
