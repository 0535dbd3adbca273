import type { Feature } from '@slipway/contracts';

/** FieldValues are the typed texts of the form by feature name; an empty text means "not sent". */
export type FieldValues = Readonly<Record<string, string>>;

/** Row is one row as the data plane takes it. */
export type Row = Record<string, unknown>;

/** rowOf turns typed texts into a row: numbers for numeric features, JSON for tensors, text for the others. Empty fields are left out. */
export function rowOf(features: readonly Feature[], values: FieldValues): Row {
  const row: Row = {};
  for (const { name, type } of features) {
    const text = values[name]?.trim() ?? '';
    if (text !== '') row[name] = type === 'numeric' ? numberOf(text) : type === 'tensor' ? jsonOf(text) : text;
  }
  return row;
}

/** valuesOf turns a row, such as a logged one, into texts for the form. */
export function valuesOf(features: readonly Feature[], row: Readonly<Row>): FieldValues {
  return Object.fromEntries(features.map(({ name }) => [name, textOf(row[name])]));
}

/** What is not a number is sent as typed, so that the endpoint's own error is seen at the field. */
const numberOf = (text: string): number | string => (Number.isFinite(Number(text)) ? Number(text) : text);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** ParsedRows are the rows of the JSON mode, or what is wrong with the text. */
export type ParsedRows = { rows: Row[] } | { error: string };

/** parseRows reads one row, a list of rows, or a whole request body with `rows`. */
export function parseRows(text: string): ParsedRows {
  try {
    const parsed: unknown = JSON.parse(text);
    const body =
      isRow(parsed) && Array.isArray(parsed['rows']) ? parsed['rows'] : Array.isArray(parsed) ? parsed : [parsed];
    return body.length > 0 && body.every(isRow)
      ? { rows: body }
      : { error: 'Write one row as an object, or a list of them.' };
  } catch (error) {
    return { error: `This is not JSON: ${(error as Error).message}` };
  }
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** SplitErrors are the endpoint's complaints: at the field they name, and the rest. */
export interface SplitErrors {
  fields: Readonly<Record<string, string>>;
  others: readonly { path: string; message: string }[];
}

/** splitErrors puts `rows[0].distance` at the field `distance`; what names no field of the form stays apart. */
export function splitErrors(
  features: readonly Feature[],
  errors: readonly { path: string; message: string }[],
): SplitErrors {
  const names = new Set(features.map(({ name }) => name));
  const fields: Record<string, string> = {};
  const others: { path: string; message: string }[] = [];
  for (const error of errors) {
    const name = error.path.replace(/^rows(\[\d+\]|\.\d+)\.?/, '');
    if (names.has(name)) fields[name] = error.message;
    else others.push(error);
  }
  return { fields, others };
}

/** predictCommand is the same request for a shell; a public endpoint needs no token. */
export function predictCommand(predictUrl: string, rows: readonly Row[], auth: 'token' | 'public'): string {
  const header = auth === 'token' ? ` -H "Authorization: Bearer $SLIPWAY_TOKEN"` : '';
  return `curl${header} --json '${JSON.stringify({ rows }).replaceAll("'", "'\\''")}' ${predictUrl}`;
}
