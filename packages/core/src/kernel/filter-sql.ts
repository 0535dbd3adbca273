import type { Comparison } from './filter.js';

/** SqlValues collects what a statement binds, so that no value ever becomes part of its text. */
export class SqlValues {
  readonly list: unknown[] = [];

  /** bind keeps a value and returns its place in the statement, `$3`. */
  bind(value: unknown): string {
    this.list.push(value);
    return `$${this.list.length}`;
  }
}

/** comparisonSql is a comparison of a column (SQL of ours) with a bound value; a NULL column holds for nothing but IS NULL. */
export function comparisonSql(column: string, { operator, value }: Comparison, values: SqlValues): string {
  if (operator === 'IS NULL' || operator === 'IS NOT NULL') return `${column} ${operator}`;
  if (operator === 'IN') return `${column} = ANY(${values.bind(value)}::text[])`;
  if (operator === 'NOT IN') return `${column} <> ALL(${values.bind(value)}::text[])`;
  return `${column} ${operator === '!=' ? '<>' : operator} ${values.bind(value)}${castOf(value)}`;
}

/** Without a cast PostgreSQL takes the column's type and refuses a number that does not fit into it. */
function castOf(value: Comparison['value']): string {
  if (typeof value !== 'number') return '::text';
  return Number.isSafeInteger(value) ? '::bigint' : '::float8';
}
