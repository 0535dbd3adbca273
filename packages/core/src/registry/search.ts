import { comparisonSql, type SqlValues } from '../kernel/filter-sql.js';
import type { Comparison, FilterGrammar } from '../kernel/filter.js';
import { SlipwayError } from '../kernel/errors.js';

const PROMPT_TAG = 'mlflow.prompt.is_prompt';
/** The end of the year 9999. */
const LAST_MS = 253_402_300_799_999;
const tag = { entity: 'tag', type: 'text' } as const;

/** modelGrammar is what registered models may be searched by. */
export const modelGrammar: FilterGrammar = {
  attribute: { entity: 'attribute', type: 'text', keys: { name: 'text' }, lists: ['name'] },
  tag,
  tags: tag,
};

/** ownedModelGrammar is modelGrammar with what MLflow's models do not have. */
export const ownedModelGrammar: FilterGrammar = {
  ...modelGrammar,
  attribute: { entity: 'attribute', type: 'text', keys: { name: 'text', owner: 'text' }, lists: ['name', 'owner'] },
};

/** versionGrammar is what versions may be searched by. */
export const versionGrammar: FilterGrammar = {
  attribute: {
    entity: 'attribute',
    type: 'text',
    keys: { name: 'text', version_number: 'number', run_id: 'text', source_path: 'text' },
    lists: ['name', 'run_id'],
  },
  tag,
  tags: tag,
};

const modelAttributes: Readonly<Record<string, string>> = { name: 'm."name"', owner: 'm."owner"' };
const versionAttributes: Readonly<Record<string, string>> = {
  name: 'v."modelName"',
  version_number: 'v."version"',
  run_id: 'v."runId"',
  source_path: 'v."source"',
};

/** modelConditions and versionConditions are the clauses of a filter as SQL with bound values, and that prompts are left out unless asked for. */
export const modelConditions = (filter: readonly Comparison[], values: SqlValues): string[] =>
  conditions(filter, values, modelAttributes, 'm."tags"');
/** versionConditions: see modelConditions. */
export const versionConditions = (filter: readonly Comparison[], values: SqlValues): string[] =>
  conditions(filter, values, versionAttributes, 'v."tags"');

function conditions(
  filter: readonly Comparison[],
  values: SqlValues,
  attributes: Readonly<Record<string, string>>,
  tags: string,
): string[] {
  const others = filter.filter(({ entity, key }) => entity !== 'tag' || key !== PROMPT_TAG);
  const isPrompt = `${tags} @> '{"${PROMPT_TAG}":"true"}'`;
  return [
    ...others.map((comparison) =>
      comparison.entity === 'tag'
        ? tagCondition(tags, comparison, values)
        : comparisonSql(attributes[comparison.key] ?? 'NULL', comparison, values),
    ),
    asksForPrompts(filter) ? isPrompt : `NOT ${isPrompt}`,
  ];
}

/** MLflow keeps prompts as models with a tag, and its client says so in every search; a model without the tag is none. */
const asksForPrompts = (filter: readonly Comparison[]): boolean =>
  filter.some(
    ({ entity, key, operator, value }) =>
      entity === 'tag' &&
      key === PROMPT_TAG &&
      ((operator === '=' && value === 'true') || (operator === '!=' && value === 'false')),
  );

/** Equality is a containment, which the index on tags answers. */
function tagCondition(tags: string, comparison: Comparison, values: SqlValues): string {
  if (comparison.operator === '=')
    return `${tags} @> ${values.bind(JSON.stringify({ [comparison.key]: comparison.value }))}::jsonb`;
  return comparisonSql(`(${tags}->>${values.bind(comparison.key)})`, comparison, values);
}

/** SortKey is one column of an order, and how its value is written into a page token and read back. */
export interface SortKey {
  field: 'name' | 'version' | 'createdAt' | 'updatedAt';
  descending: boolean;
}

/** completeOrder adds the columns that make an order of rows total, unless they are there. */
export function completeOrder(order: readonly SortKey[], ties: readonly SortKey[]): SortKey[] {
  return [...order, ...ties.filter(({ field }) => !order.some((key) => key.field === field))];
}

/** orderSql is an ORDER BY list; `columns` says how each field is called in the statement. */
export const orderSql = (order: readonly SortKey[], columns: Readonly<Record<SortKey['field'], string>>): string =>
  order.map(({ field, descending }) => `${columns[field]}${descending ? ' DESC' : ''}`).join(', ');

/**
 * afterSql holds for the rows that follow the row with the given sort values: (a > $1) OR (a = $1 AND b < $2) ... with a bound on
 * the first column beside it, so that an index is entered at the right place.
 */
export function afterSql(
  order: readonly SortKey[],
  after: readonly (string | number)[],
  columns: Readonly<Record<SortKey['field'], string>>,
  values: SqlValues,
): string {
  if (after.length !== order.length) throw badToken();
  const bound = order.map(({ field }, index) => boundValue(field, after[index], values));
  const [first] = order;
  if (order.every(({ descending }) => descending === first?.descending))
    return `(${order.map(({ field }) => columns[field]).join(', ')}) ${first?.descending ? '<' : '>'} (${bound.join(', ')})`;
  const options = order.map(({ field, descending }, index) => {
    const equal = order.slice(0, index).map((key, before) => `${columns[key.field]} = ${bound[before]}`);
    return `(${[...equal, `${columns[field]} ${descending ? '<' : '>'} ${bound[index]}`].join(' AND ')})`;
  });
  const outer = first === undefined ? 'true' : `${columns[first.field]} ${first.descending ? '<=' : '>='} ${bound[0]}`;
  return `${outer} AND (${options.join(' OR ')})`;
}

function boundValue(field: SortKey['field'], value: string | number | undefined, values: SqlValues): string {
  if (field === 'name') {
    if (typeof value !== 'string' || value.includes('\0')) throw badToken();
    return `${values.bind(value)}::text`;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > LAST_MS) throw badToken();
  // Times are kept to the millisecond, so a number of milliseconds names one exactly.
  return field === 'version' ? `${values.bind(value)}::bigint` : `to_timestamp(${values.bind(value)}::bigint / 1000.0)`;
}

const badToken = (): SlipwayError =>
  new SlipwayError('invalid_request', 'The page token does not belong to this search; start again without it.', [
    { path: 'cursor', message: 'belongs to another search' },
  ]);
