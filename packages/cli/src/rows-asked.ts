import type { Client } from '@slipway/client';
import { endpointTable } from '@slipway/contracts';
import type { Asked } from './command.js';
import { fileText } from './file-text.js';
import { jsonLinesOf, jsonOf } from './json-text.js';
import { UsageError } from './usage-error.js';

/** gatewayAsked is the address of the data plane that serves an endpoint: the one given, else what Slipway says. */
export async function gatewayAsked(asked: Asked, client: Client, name: string): Promise<string> {
  const given = asked.option('gateway');
  if (given !== undefined) return given;
  const { predictUrl } = await client.call(endpointTable.getEndpoint, { params: { name } });
  return new URL(predictUrl).origin;
}

/** rowsAsked are the rows of `--row` or `--file`; throws a UsageError that says what is wrong with them. */
export async function rowsAsked(asked: Asked): Promise<Record<string, unknown>[]> {
  const file = asked.option('file');
  if (file === undefined) {
    if (asked.many('row').length === 0) throw new UsageError("Give rows: --row '{...}' or -f rows.json");
    return asked.many('row').map((text) => rowOf(jsonOf(text, '--row')));
  }
  const text = await fileText(asked, file);
  if (isJsonLines(text)) return jsonLinesOf(text, file).map(rowOf);
  const found = jsonOf(text, file);
  const rows: unknown = Array.isArray(found) ? found : (rowOf(found)['rows'] ?? [found]);
  if (!Array.isArray(rows))
    throw new UsageError(`${file} is neither a list of rows, {"rows": [...]}, nor one row a line`);
  return rows.map(rowOf);
}

/** JSON lines have a whole object on each of their first two lines. */
const isJsonLines = (text: string): boolean => /^\s*\{.*\}[ \t\r]*\n\s*\{/.test(text);

function rowOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError('A row is an object such as {"distance": 2475}');
}
