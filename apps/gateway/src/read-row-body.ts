import { fieldErrorsOf, plainWords, PredictRows } from '@slipway/contracts';
import { DataPlaneError } from './data-plane-error.js';

const MOST_ROWS = 10_000;

/** isForm tells whether a body of this type is a form. */
export const isForm = (contentType: string): boolean => contentType.toLowerCase().startsWith('multipart/form-data');

/** readRowJson reads the body of a prediction, `{"rows": [{...}]}` as JSON. Throws 400 with what is wrong. */
export function readRowJson(bytes: Uint8Array): PredictRows {
  return checked(parsed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'), 'The body'));
}

/**
 * readRowForm reads `multipart/form-data` with one row, whose files are features by the names of their parts and whose other features
 * stand in a part `row` as JSON, beside `key` and `at`. Throws 400 with what is wrong.
 */
export async function readRowForm(bytes: Uint8Array, contentType: string): Promise<PredictRows> {
  const headers = { 'content-type': contentType };
  const form = await new Response(Buffer.from(bytes), { headers }).formData().catch(() => {
    throw new DataPlaneError(400, 'invalid_request', 'The body is not multipart/form-data.');
  });
  const row = new Map<string, unknown>();
  const beside: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (typeof value !== 'string') row.set(name, new Uint8Array(await value.arrayBuffer()));
    else if (name === 'row') for (const [field, of] of fieldsOf(value)) row.set(field, of);
    else beside[name] = value;
  }
  return checked({ ...beside, rows: [Object.fromEntries(row)] });
}

function fieldsOf(text: string): [string, unknown][] {
  const json = parsed(text, 'The part row');
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return Object.entries(json);
  throw new DataPlaneError(400, 'invalid_request', 'The part row is not a JSON object.');
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DataPlaneError(400, 'invalid_request', `${what} is not JSON.`);
  }
}

function checked(json: unknown): PredictRows {
  if (isPlain(json)) return json;
  const result = PredictRows.safeParse(json, { error: plainWords });
  if (result.success) return result.data;
  const errors = fieldErrorsOf(result.error).slice(0, 20);
  const [first] = errors;
  throw new DataPlaneError(
    400,
    'invalid_request',
    `The body is not {"rows": [{...}]}: ${first?.path} ${first?.message}`,
    errors,
  );
}

/** What nearly every caller sends needs no schema, which would copy each row: up to 10,000 objects under `rows`, and nothing beside. */
function isPlain(json: unknown): json is PredictRows {
  if (typeof json !== 'object' || json === null || !('rows' in json) || Object.keys(json).length !== 1) return false;
  const { rows } = json;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > MOST_ROWS) return false;
  for (const row of rows as unknown[]) if (typeof row !== 'object' || row === null || Array.isArray(row)) return false;
  return true;
}
