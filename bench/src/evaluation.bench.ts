import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api, type DatasetFormat, type SentBodyOf } from '@slipway/contracts';
import { csvOf, parquetOf } from '@slipway/example-flights/datasets';
import { exportFlightDelayModel } from '@slipway/example-flights/export-onnx';
import { tableOf, type FlightTable } from '@slipway/example-flights/features';
import { monthRows, readFlights } from '@slipway/example-flights/flights-data';
import { splitJanuary } from '@slipway/example-flights/split-flights';
import { trainFlightDelayModel } from '@slipway/example-flights/train';
import type { Bench, Figure } from './bench.js';
import { residentOfTree } from './resident.js';
import { processorMs, processTree } from './process-tree.js';
import { makeDataFolder, removeDataFolder, startSlipway } from './running-slipway.js';

const ROWS = 1_000_000;
const LOOK_EVERY_MS = 250;
const TURNS = 3;
const plainly = fileURLToPath(new URL('score-plainly.js', import.meta.url));

/** The same million flights in each format that a dataset can have. */
const writers: Readonly<Record<DatasetFormat, (table: FlightTable) => string | Uint8Array>> = {
  csv: csvOf,
  parquet: parquetOf,
  jsonl: jsonLinesOf,
};

/** evaluationBench measures a version on a million flights: the memory of the worker with its model process, and then, in turns with a bare script, the time. */
export const evaluationBench: Bench = {
  name: 'evaluation',
  about: `${ROWS.toLocaleString('en')} flights as CSV, Parquet and JSON lines measured by the worker, beside one process that reads and scores them and nothing else`,
  run: async () => {
    const folder = await makeDataFolder();
    const modelFile = join(folder, 'flights.onnx');
    const flights = await readFlights();
    const model = exportFlightDelayModel(trainFlightDelayModel(tableOf(flights, splitJanuary(flights).training)));
    await writeFile(modelFile, model);
    const million = repeated(tableOf(flights, monthRows(flights, 1, 6)));
    const slipway = await startSlipway(folder);
    try {
      const client = createClient({ baseUrl: slipway.url, token: slipway.token });
      const { version } = await client.uploadVersion('flights', [{ name: 'model.onnx', content: model }], {});
      const worker = await workerOf(slipway.pid);
      const figures: Figure[] = [];
      for (const [format, write] of Object.entries(writers)) {
        const file = join(folder, `million.${format}`);
        await writeFile(file, write(million));
        const about = { client, worker, version, modelFile, file, dataset: `million-${format}` };
        figures.push(
          ...(await measureFormat(about)).map((figure) => ({ ...figure, name: `${format}: ${figure.name}` })),
        );
      }
      return figures;
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

interface Measured {
  client: Client;
  worker: number;
  version: number;
  modelFile: string;
  file: string;
  dataset: string;
}

async function measureFormat({ client, worker, version, modelFile, file, dataset }: Measured): Promise<Figure[]> {
  await client.uploadDataset(dataset, { name: basename(file), content: await openAsBlob(file) });
  const params = { name: dataset, version: 1 };
  while ((await client.call(api.getDatasetVersion, { params })).state !== 'ready') await sleep(LOOK_EVERY_MS);
  const before = await processorMs(worker);
  const rest = (await residentOfTree(worker)).pss;
  const body = { model: 'flights', version, dataset, target: 'late' };
  let peak = 0;
  let cpuMs = 0;
  await evaluate(client, body, async () => {
    peak = Math.max(peak, (await residentOfTree(worker)).pss);
    // The model process ends before the evaluation does, and takes its time with it.
    cpuMs = Math.max(cpuMs, (await processorMs(worker)) - before);
  });
  const turns: { ownMs: number; bare: BareTimes }[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const bare = await bareTimes(modelFile, file);
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
}

/** Real flights over and over, until there are a million. */
function repeated(table: FlightTable): FlightTable {
  const fill = <T extends Float32Array | Uint16Array | Uint8Array>(all: T, values: T): T =>
    all.map((_, row) => values[row % table.count]!) as T;
  return {
    count: ROWS,
    departureMinute: fill(new Float32Array(ROWS), table.departureMinute),
    distance: fill(new Float32Array(ROWS), table.distance),
    origin: fill(new Uint16Array(ROWS), table.origin),
    destination: fill(new Uint16Array(ROWS), table.destination),
    late: fill(new Uint8Array(ROWS), table.late),
    airports: table.airports,
  };
}

function jsonLinesOf({ count, departureMinute, distance, origin, destination, late, airports }: FlightTable): string {
  const line = (row: number): string =>
    JSON.stringify({
      departure_minute: departureMinute[row],
      distance: distance[row],
      origin: airports[origin[row]!],
      destination: airports[destination[row]!],
      late: late[row],
    });
  return Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('');
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

async function bareTimes(modelFile: string, file: string): Promise<BareTimes> {
  const { stdout } = await promisify(execFile)(process.execPath, [plainly, modelFile, file]);
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
