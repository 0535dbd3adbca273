import { comparisonSql, SqlValues } from '../kernel/filter-sql.js';
import { parseFilter, type Comparison, type FilterGrammar } from '../kernel/filter.js';
import { SlipwayError } from '../kernel/errors.js';

const metric = { entity: 'metric', type: 'number' } as const;
const param = { entity: 'parameter', type: 'text', lists: 'all', nullable: true } as const;
const tag = { entity: 'tag', type: 'text', lists: 'all', nullable: true } as const;
const attribute = {
  entity: 'attribute',
  type: 'text',
  keys: {
    run_id: 'text',
    run_name: 'text',
    'run name': 'text',
    'Run name': 'text',
    'Run Name': 'text',
    user_id: 'text',
    status: 'text',
    artifact_uri: 'text',
    start_time: 'number',
    end_time: 'number',
    created: 'number',
    Created: 'number',
  },
  lists: 'all',
} as const;
const dataset = {
  entity: 'dataset',
  type: 'text',
  keys: { name: 'text', digest: 'text', context: 'text' },
  lists: 'all',
} as const;

/** runGrammar is what runs may be searched by, with every spelling that MLflow's clients use. */
const runGrammar: FilterGrammar = {
  attribute,
  attributes: attribute,
  attr: attribute,
  run: attribute,
  metric,
  metrics: metric,
  parameter: param,
  parameters: param,
  param,
  params: param,
  tag,
  tags: tag,
  dataset,
  datasets: dataset,
};

const columns: Readonly<Record<string, string>> = {
  run_id: 'r."id"',
  run_name: 'r."name"',
  'run name': 'r."name"',
  'Run name': 'r."name"',
  'Run Name': 'r."name"',
  user_id: 'r."userId"',
  status: 'r."status"',
  artifact_uri: `('mlflow-artifacts:/' || r."experiment" || '/' || r."id" || '/artifacts')`,
  start_time: 'r."startTime"',
  end_time: 'r."endTime"',
  created: 'r."startTime"',
  Created: 'r."startTime"',
};

/** RunSearch is one page of runs: experiments, a filter and an order in MLflow's words. */
export interface RunSearch {
  experiments: readonly number[];
  filter: string | undefined;
  orderBy: readonly string[];
  view: 'ACTIVE_ONLY' | 'DELETED_ONLY' | 'ALL';
  limit: number;
  /** Rows to leave out before the page, as MLflow's tokens count; 0 with `after`. */
  offset: number;
  /** The id of the run that the page comes after: its cost does not grow with the pages before. */
  after?: string;
}

/** runSearchSql is the statement that finds the ids of a page, newest first where the order leaves runs equal. */
export function runSearchSql(workspaceId: string, search: RunSearch): { text: string; values: unknown[] } {
  const values = new SqlValues();
  const clauses = [
    `r."workspaceId" = ${values.bind(workspaceId)}`,
    experimentsSql(search.experiments, values),
    ...(search.view === 'ALL' ? [] : [`r."deletedAt" IS ${search.view === 'ACTIVE_ONLY' ? '' : 'NOT '}NULL`]),
    ...parseFilter(search.filter, runGrammar).map((comparison) => conditionOf(comparison, values)),
  ];
  const fields = search.orderBy.map(fieldOf);
  refuseTwice(fields, search.orderBy);
  const orders = fields.map((field, index) => orderOf(field, `o${index}`, values));
  const joins = orders.map(({ join }) => join).join('');
  const terms = [...orders.flatMap((each) => each.terms), ...USUAL];
  const page = search.after === undefined ? '' : anchorOf(workspaceId, search.after, terms, joins, values);
  if (search.after !== undefined) clauses.push(afterSql(terms));
  // The index of the usual order begins where the page does.
  if (search.after !== undefined && orders.length === 0) clauses.push(`r."startTime" <= (SELECT "k0" FROM anchor)`);
  const text = `${page}SELECT r."id" FROM "Run" r${joins}${page && ' CROSS JOIN anchor'} WHERE ${clauses.join(' AND ')}
    ORDER BY ${terms.map(({ by }) => by).join(', ')} LIMIT ${values.bind(search.limit)} OFFSET ${values.bind(search.offset)}`;
  return { text, values: values.list };
}

/** OrderTerm is one value that runs are ordered by; what a run lacks comes last. */
interface OrderTerm {
  sql: string;
  way: 'ASC' | 'DESC';
  by: string;
}

const USUAL: readonly OrderTerm[] = [
  { sql: 'r."startTime"', way: 'DESC', by: 'r."startTime" DESC' },
  { sql: 'r."id"', way: 'ASC', by: 'r."id"' },
];

const term = (sql: string, way: OrderTerm['way']): OrderTerm => ({ sql, way, by: `${sql} ${way} NULLS LAST` });

/** The run that a page comes after, by the values that order it: read anew, so that a cursor is no more than a name. */
function anchorOf(
  workspaceId: string,
  after: string,
  terms: readonly OrderTerm[],
  joins: string,
  values: SqlValues,
): string {
  const keys = terms.map(({ sql }, index) => `${sql} AS "k${index}"`).join(', ');
  const isIt = `r."workspaceId" = ${values.bind(workspaceId)} AND r."id" = ${values.bind(after)}`;
  return `WITH anchor AS MATERIALIZED (SELECT ${keys} FROM "Run" r${joins} WHERE ${isIt}) `;
}

/** A run comes after the anchor by the first term in which they differ. */
function afterSql(terms: readonly OrderTerm[], index = 0): string {
  const [first, ...rest] = terms;
  if (first === undefined) return 'FALSE';
  const [here, there] = [first.sql, `anchor."k${index}"`];
  const later = `${here} ${first.way === 'ASC' ? '>' : '<'} ${there} OR (${here} IS NULL AND ${there} IS NOT NULL)`;
  return `(${later} OR (${here} IS NOT DISTINCT FROM ${there} AND ${afterSql(rest, index + 1)}))`;
}

function conditionOf(comparison: Comparison, values: SqlValues): string {
  const { entity, key } = comparison;
  if (entity === 'metric')
    return `EXISTS (SELECT 1 FROM "RunMetric" m WHERE m."runId" = r."id" AND m."key" = ${values.bind(key)} AND m."value" <> 'NaN' AND ${comparisonSql('m."value"', comparison, values)})`;
  if (entity === 'dataset') return datasetCondition(comparison, values);
  if (entity === 'attribute') return comparisonSql(columns[key]!, comparison, values);
  const column = entity === 'parameter' ? 'params' : 'tags';
  return comparisonSql(`(r."${column}"->>${values.bind(key)})`, comparison, values);
}

function datasetCondition(comparison: Comparison, values: SqlValues): string {
  const column = comparison.key === 'context' ? `(i."tags"->>'mlflow.data.context')` : `i."${comparison.key}"`;
  return `EXISTS (SELECT 1 FROM "RunInput" i WHERE i."runId" = r."id" AND ${comparisonSql(column, comparison, values)})`;
}

/** Runs of one experiment come from the index in their usual order, which those of several do not. */
function experimentsSql(experiments: readonly number[], values: SqlValues): string {
  const [only] = experiments;
  if (experiments.length === 1) return `r."experiment" = ${values.bind(only)}::int`;
  return `r."experiment" = ANY(${values.bind([...experiments])}::int[])`;
}

interface OrderField {
  entity: string;
  /** The column of an attribute, or the name of a metric, parameter or tag. */
  key: string;
  way: 'ASC' | 'DESC';
}

/** fieldOf reads `metrics.auc DESC`. */
function fieldOf(text: string): OrderField {
  const [, name = '', direction = 'ASC'] = /^\s*(.+?)(?:\s+(ASC|DESC))?\s*$/i.exec(text) ?? [];
  const [, entity = 'attribute', rawKey = ''] = /^(?:([a-z]+)\.)?[`"]?(.+?)[`"]?$/is.exec(name) ?? [];
  const rule = Object.hasOwn(runGrammar, entity) ? runGrammar[entity] : undefined;
  if (rule === undefined || rule.entity === 'dataset') throw refused(`Invalid order_by clause '${text}'.`);
  const way = direction.toUpperCase() as OrderField['way'];
  if (rule.entity !== 'attribute') return { entity: rule.entity, key: rawKey, way };
  const column = Object.hasOwn(columns, rawKey) ? columns[rawKey] : undefined;
  if (column === undefined) throw refused(`Invalid order_by clause '${text}'.`);
  return { entity: rule.entity, key: column, way };
}

function refuseTwice(fields: readonly OrderField[], asked: readonly string[]): void {
  if (new Set(fields.map(({ entity, key }) => `${entity} ${key}`)).size < fields.length)
    throw refused(`\`order_by\` contains duplicate fields: ${asked.join(', ')}`);
}

/** What a run lacks comes last, and NaN after every number. A metric is joined, because a look at each run's own takes many times longer. */
function orderOf(
  { entity, key, way }: OrderField,
  alias: string,
  values: SqlValues,
): { join: string; terms: OrderTerm[] } {
  if (entity === 'attribute') return { join: '', terms: [term(key, way)] };
  const name = values.bind(key);
  if (entity !== 'metric')
    return { join: '', terms: [term(`(r."${entity === 'tag' ? 'tags' : 'params'}"->>${name})`, way)] };
  return {
    join: ` LEFT JOIN "RunMetric" ${alias} ON ${alias}."runId" = r."id" AND ${alias}."key" = ${name}`,
    terms: [term(`(${alias}."value" = 'NaN')`, 'ASC'), term(`${alias}."value"`, way)],
  };
}

const refused = (message: string): SlipwayError =>
  new SlipwayError('invalid_request', message, [{ path: 'order_by', message }]);
