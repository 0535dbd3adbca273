import { readFile } from 'node:fs/promises';
import { createClient } from '@slipway/client';
import { endpointTable as api, type LoggedEvent } from '@slipway/contracts';
import { expect, test } from '@playwright/test';
import { linearModel } from '@slipway/testkit';
import { lostWrites, readAcknowledged } from '../story/acknowledged.ts';
import type { PartName } from '../story/processes.ts';
import { startSlipway } from '../story/slipway.ts';

/** What the demo has printed when a part is killed: each at another step of the loop, in this order. */
const kills: { after: string; part: PartName }[] = [
  { after: '✓ trained on', part: 'api' },
  { after: 'version 1 registered', part: 'worker' },
  { after: 'retraining trigger are set', part: 'postgres' },
  { after: 'February: ', part: 'gateway' },
  { after: '✓ May: ', part: 'worker' },
  { after: 'canary of version 2 started', part: 'postgres' },
  { after: 'canary of version 3 started', part: 'gateway' },
];

test('kill -9 of any one process during the demo: it is started again, nothing acknowledged is lost, the loop closes', async () => {
  const slipway = await startSlipway();
  try {
    const client = createClient({ baseUrl: slipway.url, token: slipway.token });
    const waiting = [...kills];
    const killed: { part: PartName; pid: number }[] = [];
    const seen: Promise<LoggedEvent[]>[] = [];
    const printed = await slipway.runDemo((soFar) => {
      while (waiting[0] !== undefined && soFar.includes(waiting[0].after)) {
        const { part } = waiting.shift()!;
        seen.push(
          client.call(api.listAudit, { query: { limit: 500 } }).then(
            ({ items }) => items,
            () => [],
          ),
        );
        const pid = slipway.processOf(part);
        if (pid === undefined) throw new Error(`${part} does not run`);
        process.kill(pid, 'SIGKILL');
        killed.push({ part, pid });
      }
    });

    expect(killed.map(({ part }) => part)).toEqual(kills.map(({ part }) => part));
    for (const { part, pid } of killed) {
      expect(slipway.processOf(part), `${part} runs again`).toBeDefined();
      expect(slipway.processOf(part)).not.toBe(pid);
    }
    for (const milestone of [
      'February: No drift',
      'April: No drift',
      'features drift',
      'trainer made version 2',
      'promoted',
      'rolled back',
      'The loop is closed',
    ])
      expect(printed).toContain(milestone);

    const acknowledged = readAcknowledged(slipway.answersFile);
    const here = { url: slipway.url, token: slipway.token, client };
    // What the gateway answered within the last second is not in the log yet.
    await expect.poll(() => lostWrites(here, 'flight-delay', acknowledged), { timeout: 90_000 }).toEqual([]);
    const { items: kept } = await client.call(api.listAudit, { query: { limit: 500 } });
    const eventsSeen = (await Promise.all(seen)).flat();
    expect(eventsSeen.length).toBeGreaterThan(0);
    for (const event of eventsSeen) expect(kept).toContainEqual(event);
    expect(await client.call(api.verifyAudit, {})).toMatchObject({ verified: true });
  } finally {
    await slipway.stop();
  }
});

test('kill -9 of the worker in the middle of an evaluation: another attempt finishes it, and counts every row once', async () => {
  const slipway = await startSlipway();
  try {
    const client = createClient({ baseUrl: slipway.url, token: slipway.token });
    const file = new URL('../data/flights-200k.json', import.meta.resolve('vega-datasets'));
    const flights = JSON.parse(await readFile(file, 'utf8')) as object[];
    const table = new Blob(flights.map((flight) => `${JSON.stringify(flight)}\n`));
    await client.uploadDataset('flights', { name: 'flights.jsonl', content: table });
    const content = linearModel({ weights: [0.001], squash: 'Sigmoid', input: 'distance' });
    const schema = { task: 'regression', outputs: [{ name: 'probability', role: 'value' }] };
    await client.uploadVersion('delay', [{ name: 'model.onnx', content }], { schema });
    const start = () =>
      client.call(api.startEvaluation, { body: { model: 'delay', version: 1, dataset: 'flights', target: 'delay' } });

    const { job, evaluation } = await start();
    const state = async () => (await client.call(api.getJob, { params: { id: job.id } })).state;
    await expect.poll(state, { intervals: [10] }).toBe('running');
    process.kill(slipway.processOf('worker')!, 'SIGKILL');
    const done = await client.waitForJob(job.id);
    expect(done).toMatchObject({ state: 'done', attempts: 2 });
    const seen = await client.call(api.getEvaluation, { params: { id: evaluation.id } });
    expect(seen).toMatchObject({ state: 'done', rows: flights.length, error: null });

    const undisturbed = await start();
    await client.waitForJob(undisturbed.job.id);
    const other = await client.call(api.getEvaluation, { params: { id: undisturbed.evaluation.id } });
    expect(seen.metrics).toEqual(other.metrics);
    const { items } = await client.call(api.listEvaluations, { query: {} });
    expect(items.map(({ id }) => id)).toEqual([other.id, seen.id]);
    const log = await client.call(api.listAudit, { query: { kind: 'evaluation.', limit: 100 } });
    const kinds = log.items.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'evaluation.started')).toHaveLength(2);
    expect(new Set(kinds.map((kind) => kinds.filter((one) => one === kind).length))).toEqual(new Set([2]));
  } finally {
    await slipway.stop();
  }
});
