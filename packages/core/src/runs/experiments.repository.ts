import { comparisonSql, SqlValues } from '../kernel/filter-sql.js';
import { parseFilter, type Comparison, type FilterGrammar } from '../kernel/filter.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Db } from '../kernel/db.js';
import type { ExperimentRow } from './runs.repository.js';

const tag = { entity: 'tag', type: 'text', nullable: true } as const;
const attribute = {
  entity: 'attribute',
  type: 'text',
  keys: { name: 'text', experiment_id: 'text', creation_time: 'number', last_update_time: 'number' },
  lists: ['experiment_id'],
} as const;
const grammar: FilterGrammar = { attribute, attributes: attribute, attr: attribute, tag, tags: tag };

const columns: Readonly<Record<string, string>> = {
  name: '"name"',
  experiment_id: '"number"',
  creation_time: '(extract(epoch FROM "createdAt") * 1000)',
  last_update_time: '(extract(epoch FROM "updatedAt") * 1000)',
};

/** ExperimentSearch is one page of experiments: a filter and an order in MLflow's words, and where the page begins: after so many, or (without an order) after one of them. */
export interface ExperimentSearch {
  filter: string | undefined;
  orderBy: readonly string[];
  view: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
  limit: number;
  offset?: number;
  after?: { updatedAt: Date; number: number } | null;
}

/** ExperimentsRepository finds experiments. */
export class ExperimentsRepository {
  constructor(private readonly db: Db) {}

  /** search finds a page, last updated first unless another order is asked for. */
  async search(workspaceId: string, search: ExperimentSearch): Promise<ExperimentRow[]> {
    const values = new SqlValues();
    const clauses = [
      `"workspaceId" = ${values.bind(workspaceId)}`,
      ...(search.view === 'ALL' ? [] : [`"deletedAt" IS ${search.view === 'ACTIVE_ONLY' ? '' : 'NOT '}NULL`]),
      ...parseFilter(search.filter, grammar).map((comparison) =>
        comparisonSql(columnOf(comparison, values), comparison, values),
      ),
    ];
    const { after, offset = 0 } = search;
    if (after) {
      const [at, number] = [values.bind(after.updatedAt), values.bind(after.number)];
      clauses.push(
        `"updatedAt" <= ${at}::timestamptz AND ("updatedAt" < ${at}::timestamptz OR "number" > ${number}::int)`,
      );
    }
    const order = search.orderBy.length > 0 ? search.orderBy.map(orderOf) : ['"updatedAt" DESC'];
    const { rows } = await this.db.pool.query<ExperimentRow>(
      `SELECT * FROM "Experiment" WHERE ${clauses.join(' AND ')} ORDER BY ${order.join(', ')}, "number"
       LIMIT ${values.bind(search.limit)} OFFSET ${values.bind(offset)}`,
      values.list,
    );
    return rows;
  }
}

function columnOf({ entity, key }: Comparison, values: SqlValues): string {
  if (entity === 'tag') return `("tags"->>${values.bind(key)})`;
  return key === 'experiment_id' ? '"number"::text' : columns[key]!;
}

function orderOf(text: string): string {
  const [, key = '', way = 'ASC'] =
    /^\s*(?:attributes?\.|attr\.)?[`"]?(\w+)[`"]?(?:\s+(ASC|DESC))?\s*$/i.exec(text) ?? [];
  const column = Object.hasOwn(columns, key) ? columns[key] : undefined;
  if (column === undefined)
    throw new SlipwayError('invalid_request', `Invalid order_by clause '${text}'.`, [
      { path: 'order_by', message: 'unknown' },
    ]);
  return `${column} ${way.toUpperCase()}`;
}
