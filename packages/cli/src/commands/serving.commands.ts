import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import { endpointTable, type ServingEndpoint } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, type Answer, type Asked, type Command } from '../command.js';
import { exitCodes } from '../explain-error.js';
import { textTable } from '../text-table.js';
import { UsageError } from '../usage-error.js';
import { versionNamed } from '../version-name.js';

/** servingCommands: addresses that take predictions. */
export const servingCommands: readonly Command[] = [
  {
    words: 'endpoints list',
    arguments: [],
    about: 'List endpoints',
    options: pageOptions,
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listEndpoints, { query: pageOf(asked) }), [
        ['name', ({ name }) => name],
        ['status', ({ status }) => status],
        ['traffic', variantsText],
        ['address', ({ predictUrl }) => predictUrl],
      ]),
  },
  {
    words: 'deploy',
    arguments: ['MODEL@VERSION'],
    about: 'Serve a version at a new address and wait until it answers',
    options: {
      endpoint: { kind: 'text', about: 'the name of the address' },
      public: { kind: 'flag', about: 'take predictions without a token' },
      'no-wait': { kind: 'flag', about: 'do not wait until it serves' },
    },
    run: deploy,
  },
  {
    words: 'predict',
    arguments: ['ENDPOINT'],
    about: 'Predict rows given as JSON',
    options: {
      row: { kind: 'many', about: 'a row, such as \'{"distance": 2475}\'' },
      file: { kind: 'text', about: 'a file with a list of rows, - for the input' },
      key: { kind: 'text', about: 'the routing key' },
      gateway: { kind: 'text', about: 'address of the data plane; default: what Slipway says' },
    },
    run: predict,
  },
];

const SERVING_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 300;

async function deploy(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const name = asked.required('endpoint');
  const version = await versionNamed(client, asked.argument('MODEL@VERSION'));
  const auth = asked.flag('public') ? 'public' : 'token';
  const made = await client.call(endpointTable.createEndpoint, { body: { name, ...version, auth } });
  if (asked.flag('no-wait')) return shownEndpoint(made);
  const seen = await untilServing(client, asked, name);
  return { ...shownEndpoint(seen), exitCode: seen.status === 'serving' ? exitCodes.done : exitCodes.failed };
}

/** untilServing looks at an endpoint until it serves, goes down, or two minutes have passed. */
async function untilServing(client: Client, asked: Asked, name: string): Promise<ServingEndpoint> {
  const until = performance.now() + SERVING_WITHIN_MS;
  for (let said = ''; ; await pause(LOOK_EVERY_MS)) {
    const seen = await client.call(endpointTable.getEndpoint, { params: { name } });
    if (seen.status !== said) asked.note(`${name}: ${seen.status}`);
    said = seen.status;
    if (seen.status !== 'starting' || performance.now() > until) return seen;
  }
}

async function predict(asked: Asked): Promise<Answer> {
  const rows = await rowsOf(asked);
  const client = asked.client();
  const endpoint = asked.argument('ENDPOINT');
  const value = await client.predict(await gatewayOf(asked, client, endpoint), endpoint, {
    rows,
    key: asked.option('key'),
  });
  const names = [...new Set(value.predictions.flatMap((prediction) => Object.keys(prediction)))];
  const table = textTable(
    value.predictions,
    names.map((name) => [name, (prediction) => prediction[name]]),
  );
  return {
    value,
    text: `${table}\n\n${value.model}@${value.version} (${value.variant}), prediction ${value.predictionId}`,
  };
}

async function gatewayOf(asked: Asked, client: Client, name: string): Promise<string> {
  const given = asked.option('gateway');
  if (given !== undefined) return given;
  const { predictUrl } = await client.call(endpointTable.getEndpoint, { params: { name } });
  return new URL(predictUrl).origin;
}

async function rowsOf(asked: Asked): Promise<Record<string, unknown>[]> {
  const file = asked.option('file');
  if (file === undefined) {
    if (asked.many('row').length === 0) throw new UsageError("Give rows: --row '{...}' or -f rows.json");
    return asked.many('row').map((text) => rowOf(jsonOf(text, '--row')));
  }
  const found = jsonOf(file === '-' ? await asked.readInput() : readFileSync(file, 'utf8'), file);
  const rows: unknown = Array.isArray(found) ? found : rowOf(found)['rows'];
  if (!Array.isArray(rows)) throw new UsageError(`${file} is neither a list of rows nor {"rows": [...]}`);
  return rows.map(rowOf);
}

function rowOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError('A row is an object such as {"distance": 2475}');
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${(error as Error).message}`);
  }
}

const variantsText = ({ variants }: ServingEndpoint): string[] =>
  variants.map(
    ({ role, model, version, weightBp, state }) => `${role} ${model}@${version} ${weightBp / 100}% ${state}`,
  );

const shownEndpoint = (endpoint: ServingEndpoint): Answer =>
  shown(endpoint, {
    endpoint: endpoint.name,
    status: endpoint.status,
    traffic: variantsText(endpoint),
    address: endpoint.predictUrl,
  });
