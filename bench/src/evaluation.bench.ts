import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, openAsBlob } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, type SentBodyOf } from '@slipway/contracts';
import { csvOf } from '@slipway/example-flights/datasets';
import { exportFlightDelayModel } from '@slipway/example-flights/export-onnx';
import { tableOf } from '@slipway/example-flights/features';
import { monthRows, readFlights } from '@slipway/example-flights/flights-data';
import { splitJanuary } from '@slipway/example-flights/split-flights';
import { trainFlightDelayModel } from '@slipway/example-flights/train';
import type { Bench } from './bench.js';
import { residentOfTree } from './resident.js';
import { processorMs, processTree } from './process-tree.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';

const ROWS = 1_000_000;
const LOOK_EVERY_MS = 250;
const TURNS = 3;
const plainly = fileURLToPath(new URL('score-plainly.js', import.meta.url));

/** evaluationBench measures a version on a million flights: the memory of the worker with its model process, and then, in turns with a bare script, the time. */
export const evaluationBench: Bench = {
  name: 'evaluation',
  about: `${ROWS.toLocaleString('en')} flights as CSV measured by the worker, beside one process that reads and scores them and nothing else`,
  run: async () => {
    const folder = await makeDataFolder();
    const [modelFile, csvFile] = [join(folder, 'flights.onnx'), join(folder, 'million.csv')];
    const flights = await readFlights();
    const model = exportFlightDelayModel(trainFlightDelayModel(tableOf(flights, splitJanuary(flights).training)));
    await writeFile(modelFile, model);
    await writeMillion(csvFile, csvOf(tableOf(flights, monthRows(flights, 1, 6))));
    const slipway = await startSlipway(folder);
    try {
      const client = createClient({ baseUrl: slipway.url, token: slipway.token });
      const { version } = await client.uploadVersion('flights', [{ name: 'model.onnx', content: model }], {});
      await client.uploadDataset('million', { name: 'million.csv', content: await openAsBlob(csvFile) });
      const dataset = { params: { name: 'million', version: 1 } };
      while ((await client.call(api.getDatasetVersion, dataset)).state !== 'ready') await sleep(LOOK_EVERY_MS);
      const worker = await workerOf(slipway.pid);
      const before = await processorMs(worker);
      const rest = (await residentOfTree(worker)).pss;
      const body = { model: 'flights', version, dataset: 'million', target: 'late' };
      let peak = 0;
      let cpuMs = 0;
      await evaluate(client, body, async () => {
        peak = Math.max(peak, (await residentOfTree(worker)).pss);
        // The model process ends before the evaluation does, and takes its time with it.
        cpuMs = Math.max(cpuMs, (await processorMs(worker)) - before);
      });
      const turns: { ownMs: number; bare: BareTimes }[] = [];
      for (let turn = 0; turn < TURNS; turn += 1) {
        const bare = await bareTimes(modelFile, csvFile);
        turns.push({ ownMs: await evaluate(client, body), bare });
      }
      const { ownMs, bare } = turns.sort((x, y) => ratioOf(x) - ratioOf(y))[Math.floor(TURNS / 2)]!;
      return [
        { name: 'worker and model process at rest', value: rest, unit: 'MB' },
        { name: 'worker and model process, most', value: peak, unit: 'MB', atMost: 300 },
        { name: 'evaluation', value: ownMs / 1000, unit: 's' },
        { name: 'bare script: read, feed, run', value: bare.totalMs / 1000, unit: 's' },
        { name: 'of that in the model', value: bare.runMs / 1000, unit: 's' },
        { name: 'evaluation, processor time', value: cpuMs / 1000, unit: 's' },
        { name: 'bare script, processor time', value: bare.cpuMs / 1000, unit: 's' },
        {
          name: 'evaluation over bare script, middle of three turns',
          value: ratioOf({ ownMs, bare }),
          unit: 'x',
          atMost: 1.5,
        },
      ];
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

/** Real flights over and over, until there are a million. */
async function writeMillion(path: string, csv: string): Promise<void> {
  const [head = '', ...lines] = csv.trimEnd().split('\r\n');
  const out = createWriteStream(path);
  out.write(`${head}\n`);
  for (let written = 0; written < ROWS; written += lines.length)
    if (!out.write(`${lines.slice(0, ROWS - written).join('\n')}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
}

interface BareTimes {
  runMs: number;
  totalMs: number;
  cpuMs: number;
}

const ratioOf = ({ ownMs, bare }: { ownMs: number; bare: BareTimes }): number => ownMs / bare.totalMs;

/** Measures once and returns the milliseconds of the job; `look` is called again and again meanwhile. */
async function evaluate(
  client: Client,
  body: SentBodyOf<typeof api.startEvaluation>,
  look: () => Promise<void> = async () => undefined,
): Promise<number> {
  const { evaluation } = await client.call(api.startEvaluation, { body });
  for (;;) {
    await look();
    const { state, error, rows } = await client.call(api.getEvaluation, { params: { id: evaluation.id } });
    if (state === 'failed') throw new Error(`the evaluation failed: ${error}`);
    if (state === 'done' && rows !== ROWS) throw new Error(`${rows} rows were measured`);
    if (state === 'done') break;
    await sleep(LOOK_EVERY_MS);
  }
  const { startedAt, finishedAt } = await client.call(api.getJob, { params: { id: evaluation.jobId } });
  return Date.parse(finishedAt!) - Date.parse(startedAt!);
}

async function bareTimes(modelFile: string, csvFile: string): Promise<BareTimes> {
  const { stdout } = await promisify(execFile)(process.execPath, [plainly, modelFile, csvFile]);
  const found = JSON.parse(stdout) as BareTimes & { scores: number };
  if (found.scores !== ROWS) throw new Error(`the bare script scored ${found.scores} rows`);
  return found;
}

async function workerOf(supervisor: number): Promise<number> {
  for (const pid of await processTree(supervisor)) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes('apps/worker')) return pid;
  }
  throw new Error('there is no worker');
}
