import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@slipway/client';
import { endpointTable, type ServingEndpoint } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, type Answer, type Asked, type Command } from '../command.js';
import { exitCodes } from '../explain-error.js';
import { gatewayAsked, rowsAsked } from '../rows-asked.js';
import { textTable } from '../text-table.js';
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
    words: 'capacity plan',
    arguments: ['ENDPOINT'],
    about: 'What requests will wait when traffic grows, and the replicas for a p95',
    options: {
      p95: { kind: 'text', about: 'the limit in milliseconds; 100 unless told' },
      rate: { kind: 'text', about: 'a rate to plan for beside multiples of the present one, in requests a second' },
    },
    run: async (asked) => {
      const params = { name: asked.argument('ENDPOINT') };
      const targetP95Ms = Number(asked.option('p95') ?? 100);
      const rate = asked.option('rate');
      const requestsPerSecond = rate === undefined ? undefined : Number(rate);
      const value = await asked
        .client()
        .call(endpointTable.planEndpointCapacity, { params, query: { targetP95Ms, requestsPerSecond } });
      if (value.plan === null) return { value, text: 'Fewer than 50 requests in the last hour: nothing to plan by.' };
      const table = textTable(
        [...value.plan.loads, ...(value.plan.asked === null ? [] : [value.plan.asked])],
        [
          ['traffic', ({ times }) => `${Number(times.toPrecision(3))}x`],
          ['requests/s', ({ requestsPerSecond }) => requestsPerSecond.toFixed(1)],
          ['used', ({ utilisation }) => `${Math.round(utilisation * 100)}%`],
          ['p95 ms', ({ p95Ms }) => p95Ms?.toFixed(1) ?? 'grows for ever'],
          ['replicas needed', ({ neededReplicas }) => neededReplicas ?? 'more than 64'],
        ],
      );
      return { value, text: table };
    },
  },
  {
    words: 'export-manifests',
    arguments: ['ENDPOINT'],
    about: 'Print the Kubernetes manifests of an endpoint, for kubectl apply -f -',
    run: async (asked) => {
      const params = { name: asked.argument('ENDPOINT') };
      const value = await asked.client().call(endpointTable.exportManifests, { params });
      return { value, text: value.yaml };
    },
  },
  {
    words: 'predict',
    arguments: ['ENDPOINT'],
    about: 'Predict rows given as JSON',
    options: {
      row: { kind: 'many', about: 'a row, such as \'{"distance": 2475}\'' },
      file: { kind: 'text', about: 'a file with a list of rows or one row a line, - for the input' },
      key: { kind: 'text', about: 'the routing key' },
      at: { kind: 'text', about: 'event time of the rows, to replay the past: 2026-05-01T00:00:00Z' },
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
  const rows = await rowsAsked(asked);
  const client = asked.client();
  const endpoint = asked.argument('ENDPOINT');
  const value = await client.predict(await gatewayAsked(asked, client, endpoint), endpoint, {
    rows,
    key: asked.option('key'),
    at: asked.option('at'),
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
