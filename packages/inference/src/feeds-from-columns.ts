import { isFloat } from './datatypes.js';
import { columnShape, fillInput, pathOf, planOf, refuseInvalid } from './fill-input.js';
import type { Cells, PlannedInput } from './fill-input.js';
import type { FieldError } from './inference-error.js';
import { allocate, elementProblem, writeElements } from './tensors.js';
import type { Tensor, Tensors } from './tensors.js';
import type { VersionSchema } from './version-schema.js';

/** Columns are `rows` rows of a table, column by column; a value that is not given is undefined, or its column is not there. */
export interface Columns {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
}

/** feedsFromColumns is feedsFromRows for a table that is kept column by column; columns that are no features are ignored. */
export function feedsFromColumns(schema: VersionSchema, table: Columns): Tensors {
  const errors: FieldError[] = [];
  const cells: Cells = { rows: table.rows, at: (row, name) => table.columns.get(name)?.[row] };
  const feeds = planOf(schema).inputs.map((input): [string, Tensor] => {
    const plain = plainTensor(input, table);
    if (plain !== null) return [input.spec.name, plain];
    tellMissing(input, cells, errors);
    return [input.spec.name, fillInput(input, cells, errors)];
  });
  refuseInvalid(errors);
  return Object.fromEntries(feeds);
}

/** Most inputs are one column of floats or texts, which is copied as a whole; null for any other, and where a value does not fit. */
function plainTensor({ spec, features }: PlannedInput, { rows, columns }: Columns): Tensor | null {
  const [planned] = features;
  if (features.length !== 1 || !planned || planned.positions !== null || spec.shape[0] !== -1) return null;
  const { name, type } = planned.feature;
  const values = columns.get(name);
  if (values?.length !== rows || type === 'tensor' || type === 'image') return null;
  const { datatype } = spec;
  const shape = columnShape(spec.shape, rows, 1);
  if (datatype === 'BYTES') return areTexts(values) ? { datatype, shape, data: values } : null;
  if (!isFloat(datatype)) return null;
  const data = allocate(datatype, rows);
  return writeElements(data, 0, datatype, values) === -1 ? { datatype, shape, data } : null;
}

/** A text is looked at once, however many rows have it. */
function areTexts(values: readonly unknown[]): values is string[] {
  const sound = new Set<unknown>();
  return values.every((value) => {
    if (sound.has(value)) return true;
    if (elementProblem('BYTES', value) !== null) return false;
    sound.add(value);
    return true;
  });
}

function tellMissing({ features }: PlannedInput, { rows, at }: Cells, errors: FieldError[]): void {
  for (const { feature } of features) {
    if (feature.optional) continue;
    for (let row = 0; row < rows; row += 1)
      if (at(row, feature.name) === undefined) errors.push({ path: pathOf(row, feature.name), message: 'is missing' });
  }
}
