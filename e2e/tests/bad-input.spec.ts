import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, Problem } from '@slipway/contracts';
import { ageBlobs, countRows } from '@slipway/testkit';
import { expect, test } from '@playwright/test';
import {
  badCommands,
  badDatasets,
  badModels,
  badPredictions,
  csv,
  goodModel,
  goodSchema,
  type BadRequest,
} from '../story/bad-requests.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

let slipway: Slipway;
let client: Client;

test.beforeAll(async () => {
  slipway = await startSlipway();
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
  await client.uploadVersion('penguins', [{ name: 'model.onnx', content: goodModel }], { schema: goodSchema });
  await client.uploadDataset('penguins', {
    name: 'a.csv',
    content: csv('bill,flipper,female', '39,181,1', '40,190,0'),
  });
  await client.call(api.createEndpoint, { body: { name: 'penguins', model: 'penguins', version: 1 } });
  await expect
    .poll(async () => (await client.call(api.getEndpoint, { params: { name: 'penguins' } })).status)
    .toBe('serving');
});

test.afterAll(async () => {
  await slipway.stop();
});

async function ask(base: string, { method, path, body, headers }: BadRequest): Promise<Response> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const type = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
  const content = isRaw || body instanceof FormData || body === undefined ? body : JSON.stringify(body);
  return fetch(base + path, {
    method,
    headers: {
      authorization: `Bearer ${slipway.token}`,
      ...(!(body instanceof FormData) && body !== undefined && { 'content-type': type }),
      ...headers,
    },
    ...(content !== undefined && { body: content as BodyInit }),
  });
}

async function everything(): Promise<Record<string, number>> {
  const entries = await readdir(join(slipway.folder, 'artifacts'), { recursive: true, withFileTypes: true });
  return { ...(await countRows(slipway.databaseUrl)), files: entries.filter((entry) => entry.isFile()).length };
}

/** refusalOf is what became of a bad request, to be held against what should. */
async function refusalOf(base: string, bad: BadRequest): Promise<unknown> {
  const before = await countRows(slipway.databaseUrl);
  const response = await ask(base, bad);
  const { code, errors } = Problem.parse(await response.json());
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  // Refused bytes lie there under their digest, without a name, until they are collected.
  const leftovers = difference(before, { ...(await countRows(slipway.databaseUrl)), Blob: before['Blob']! });
  const field = bad.refusal.field === null ? null : (errors?.map(({ path }) => path).join(' ') ?? 'not named');
  return { status: response.status, code, field, ...(leftovers.length > 0 && { leftovers }) };
}

/** Each request is known by what is wrong with it. */
async function expectRefusals(base: string, bads: readonly BadRequest[]): Promise<void> {
  const seen: Record<string, unknown> = {};
  for (const bad of bads)
    seen[bad.what] = await refusalOf(base, bad).catch((error: Error) => `${error.message} ${String(error.cause)}`);
  expect(seen).toEqual(Object.fromEntries(bads.map(({ what, refusal }) => [what, refusal])));
}

const difference = (before: Record<string, number>, after: Record<string, number>): string[] =>
  Object.keys(after)
    .filter((name) => after[name] !== before[name])
    .map((name) => `${name} ${before[name]} -> ${after[name]}`);

test('a bad model, dataset or command is refused with its field, and nothing is half made', async () => {
  const before = await everything();
  await expectRefusals(`${slipway.url}/api/v1`, [...badModels, ...badDatasets, ...badCommands]);
  await ageBlobs(slipway.databaseUrl);
  const { job } = await client.call(api.startCollection, { body: { dryRun: false, graceHours: 1 } });
  await client.waitForJob(job.id);
  expect(difference(before, await everything())).toEqual([
    expect.stringMatching(/^Event/),
    expect.stringMatching(/^Job/),
  ]);
});

test('a bad prediction is refused with its field, and the endpoint goes on', async () => {
  const base = `${slipway.gatewayUrl}/v1/endpoints`;
  await expectRefusals(base, badPredictions);
  const answer = await client.predict(slipway.gatewayUrl, 'penguins', { rows: [{ bill: 39, flipper: 181 }] });
  expect(answer.predictions).toHaveLength(1);
});
