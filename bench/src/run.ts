import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { artifactsBench } from './artifacts.bench.js';
import { isKept, type Bench, type Figure } from './bench.js';
import { calibrationBench } from './calibration.bench.js';
import { capacityBench } from './capacity.bench.js';
import { driftBench } from './drift.bench.js';
import { evaluationBench } from './evaluation.bench.js';
import { eventIngestBench } from './event-ingest.bench.js';
import { ksBench } from './ks.bench.js';
import { outageBench } from './outage.bench.js';
import { manyBench } from './many.bench.js';
import { memoryBench } from './memory.bench.js';
import { replicaBench } from './replica.bench.js';
import { registryBench } from './registry.bench.js';
import { predictBench } from './predict.bench.js';
import { rolloutsLiveBench } from './rollouts-live.bench.js';
import { rolloutsBench } from './rollouts.bench.js';
import { scaleBench } from './scale.bench.js';
import { servingBench } from './serving.bench.js';
import { startUpBench } from './start-up.bench.js';
import { swapsBench } from './swaps.bench.js';

const benches: readonly Bench[] = [
  startUpBench,
  memoryBench,
  predictBench,
  servingBench,
  replicaBench,
  ksBench,
  driftBench,
  calibrationBench,
  evaluationBench,
  eventIngestBench,
  registryBench,
  artifactsBench,
  rolloutsBench,
  rolloutsLiveBench,
  swapsBench,
  outageBench,
  capacityBench,
  scaleBench,
  manyBench,
];
const results = fileURLToPath(new URL('../results', import.meta.url));

/** runBenches runs the benchmarks named (without names all that take no minutes), prints a table and writes bench/results/latest.json; false when a promise was not kept. */
async function runBenches(names: readonly string[]): Promise<boolean> {
  const rows: { bench: string; about: string; figures: Figure[] }[] = [];
  const sizes = new Map(names.map((given) => given.split(':')).map(([name = '', size]) => [name, size]));
  for (const { name, about, isLong, run } of benches) {
    if (names.length > 0 ? !sizes.has(name) : isLong) continue;
    process.stdout.write(`\n${name}: ${about}\n`);
    const size = sizes.get(name);
    const figures = await run(size === undefined ? undefined : Number(size));
    for (const figure of figures)
      process.stdout.write(
        `  ${figure.name.padEnd(52)} ${format(figure.value).padStart(12)} ${figure.unit}${promise(figure)}\n`,
      );
    rows.push({ bench: name, about, figures });
  }
  await mkdir(results, { recursive: true });
  await writeFile(
    join(results, 'latest.json'),
    `${JSON.stringify({ node: process.version, results: rows }, null, 2)}\n`,
  );
  return rows.every(({ figures }) => figures.every(isKept));
}

const promise = (figure: Figure): string => {
  const { atMost, atLeast } = figure;
  const bounds = [atLeast === undefined ? '' : `at least ${atLeast}`, atMost === undefined ? '' : `at most ${atMost}`];
  const said = bounds.filter(Boolean).join(', ');
  return said === '' ? '' : `  (${said}${isKept(figure) ? '' : ': NOT KEPT'})`;
};
const format = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) < 1 ? 4 : 2);

process.exit((await runBenches(process.argv.slice(2))) ? 0 : 1);
