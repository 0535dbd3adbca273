import { fillInput, pathOf, planOf, refuseInvalid } from './fill-input.js';
import type { Plan } from './fill-input.js';
import { InferenceError } from './inference-error.js';
import type { FieldError } from './inference-error.js';
import type { Tensor, Tensors } from './tensors.js';
import type { VersionSchema } from './version-schema.js';

/** Row is one set of feature values by feature name. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * feedsFromRows turns plain rows into model inputs. Throws `invalid_rows` (422) that names each wrong field as
 * `rows[3].distance`: a missing, extra or wrong-typed feature, an unknown category, more rows than the model takes. Rows of a table have
 * columns that are no features: `others` ignores them.
 */
export function feedsFromRows(
  schema: VersionSchema,
  rows: unknown,
  { others = 'refuse' }: { others?: 'refuse' | 'ignore' } = {},
): Tensors {
  if (!Array.isArray(rows) || rows.length === 0) {
    throw new InferenceError('invalid_rows', 422, 'rows must be a list with at least one row', [
      { path: 'rows', message: 'expected a list with at least one row' },
    ]);
  }
  const errors: FieldError[] = [];
  const plan = planOf(schema);
  const checked = rows.map((row: unknown, position) => checkKeys(plan, row, position, errors, others));
  const at = (row: number, name: string): unknown =>
    Object.hasOwn(checked[row]!, name) ? checked[row]![name] : undefined;
  const cells = { rows: checked.length, at };
  const feeds = plan.inputs.map((input): [string, Tensor] => [input.spec.name, fillInput(input, cells, errors)]);
  refuseInvalid(errors);
  return Object.fromEntries(feeds);
}

function checkKeys(
  { names, features }: Plan,
  row: unknown,
  position: number,
  errors: FieldError[],
  others: 'refuse' | 'ignore',
): Row {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    errors.push({ path: `rows[${position}]`, message: 'expected an object of features' });
    return {};
  }
  const fields = row as Row;
  let known = 0;
  for (const { name, optional } of features) {
    if (Object.hasOwn(fields, name) && fields[name] !== undefined) known += 1;
    else if (!optional) errors.push({ path: pathOf(position, name), message: 'is missing' });
  }
  if (others === 'ignore') return fields;
  const keys = Object.keys(fields);
  if (keys.length === known) return fields;
  for (const name of keys) {
    if (!names.has(name)) errors.push({ path: pathOf(position, name), message: 'is not a feature of the model' });
  }
  return fields;
}
