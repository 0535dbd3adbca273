import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import { endpointTable, type FeedbackItem } from '@slipway/contracts';
import { shown, type Answer, type Asked, type Command } from '../command.js';
import { jsonLinesOf } from '../json-text.js';
import { gatewayAsked } from '../rows-asked.js';
import { UsageError } from '../usage-error.js';

/** replayCommands: a past that was recorded elsewhere, so that monitors and triggers start with a history. */
export const replayCommands: readonly Command[] = [
  {
    words: 'replay',
    arguments: ['ENDPOINT'],
    about: 'Predict recorded rows at their own times, and send what became of them',
    options: {
      file: { kind: 'text', about: 'JSON lines, a row each, in the order of their times' },
      'at-column': {
        kind: 'text',
        about: 'the column with the time of a row, such as 2026-05-01T00:00:00Z (default at)',
      },
      'actual-column': { kind: 'text', about: 'the column with the true outcome; the model does not see it' },
      gateway: { kind: 'text', about: 'address of the data plane; default: what Slipway says' },
    },
    run: replay,
  },
];

/** As many rows as one request may well hold, and outcomes as one may bring. */
const ROWS_AT_ONCE = 500;
/** A log that takes only a share of the rows may never have this one. */
const LOGGED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 200;

type Row = Record<string, unknown>;

async function replay(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const endpoint = asked.argument('ENDPOINT');
  const gateway = await gatewayAsked(asked, client, endpoint);
  const atColumn = asked.option('at-column') ?? 'at';
  const actualColumn = asked.option('actual-column');
  const recorded = recordedRows(asked.required('file'), [
    atColumn,
    ...(actualColumn === undefined ? [] : [actualColumn]),
  ]);
  let outcomes = 0;
  let last: string | undefined;
  for (let from = 0; from < recorded.length; from += ROWS_AT_ONCE) {
    const some = recorded.slice(from, from + ROWS_AT_ONCE);
    const at = some.map((row) => String(row[atColumn]));
    const rows = some.map((row) => without(row, [atColumn, actualColumn]));
    const { predictionId } = await client.predict(gateway, endpoint, { rows, at });
    last = `${predictionId}/${some.length - 1}`;
    if (actualColumn !== undefined) {
      const items = some.map((row, i) => ({
        predictionId: `${predictionId}/${i}`,
        actual: row[actualColumn],
        at: at[i],
      }));
      const body = { items: items as FeedbackItem[] };
      outcomes += (await client.call(endpointTable.recordFeedback, { body })).accepted;
    }
    asked.note(`${from + some.length} of ${recorded.length} rows`);
  }
  if (last !== undefined) await untilLogged(client, endpoint, last);
  const value = {
    endpoint,
    rows: recorded.length,
    outcomes,
    from: recorded[0]?.[atColumn],
    to: recorded.at(-1)?.[atColumn],
  };
  return shown(value, value);
}

/** untilLogged waits for a row to be in the log: gateways write what they counted and logged once a second, together. */
async function untilLogged(client: Client, name: string, predictionId: string): Promise<void> {
  const until = performance.now() + LOGGED_WITHIN_MS;
  for (;;) {
    const query = { limit: 1, find: predictionId };
    const { items } = await client.call(endpointTable.listPredictions, { params: { name }, query });
    if (items.length > 0 || performance.now() > until) return;
    await pause(LOOK_EVERY_MS);
  }
}

/** recordedRows reads the file and makes sure that each row has what is asked of it, before anything is sent. */
function recordedRows(path: string, needed: readonly string[]): Row[] {
  const rows = jsonLinesOf(readFileSync(path, 'utf8'), path) as Row[];
  rows.forEach((row, index) => {
    const missing = needed.find((column) => row?.[column] === undefined);
    if (missing !== undefined) throw new UsageError(`Row ${index + 1} of ${path} has no ${missing}`);
  });
  return rows;
}

const without = (row: Row, columns: readonly (string | undefined)[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name)));
