import type { SortKey } from '@slipway/core';
import { MlflowError } from './mlflow-error.js';

type Fields = Readonly<Record<string, SortKey['field']>>;

/** modelOrder are the keys that registered models may be ordered by. */
export const modelOrder: Fields = { name: 'name', timestamp: 'updatedAt', last_updated_timestamp: 'updatedAt' };

/** versionOrder are the keys that versions may be ordered by. */
export const versionOrder: Fields = {
  name: 'name',
  version_number: 'version',
  creation_timestamp: 'createdAt',
  last_updated_timestamp: 'updatedAt',
};

/** readOrder reads order_by clauses such as `name ASC`, in any case and with any white space; an unknown key and a field twice are refused. */
export function readOrder(clauses: readonly string[], fields: Fields): SortKey[] {
  const order = clauses.map((clause) => readClause(clause, fields));
  if (new Set(order.map(({ field }) => field)).size < order.length)
    throw refused(`\`order_by\` contains duplicate fields: [${clauses.map((clause) => `'${clause}'`).join(', ')}]`);
  return order;
}

function readClause(clause: string, fields: Fields): SortKey {
  const found = /^\s*(?:attributes?\.)?([`"]?)(\w+)\1(?:\s+(\S+))?\s*$/.exec(clause);
  if (found === null) throw refused(`Invalid order_by clause '${clause}'. Could not be parsed.`);
  const [, , key = '', direction = 'asc'] = found;
  if (!/^(asc|desc)$/i.test(direction)) throw refused(`Invalid ordering key in order_by clause '${clause}'.`);
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (field === undefined)
    throw refused(
      `Invalid order by key '${key}' specified. Valid keys are '{${Object.keys(fields)
        .map((known) => `'${known}'`)
        .join(', ')}}'`,
    );
  return { field, descending: direction.toLowerCase() === 'desc' };
}

const refused = (message: string): MlflowError => new MlflowError('INVALID_PARAMETER_VALUE', message);
