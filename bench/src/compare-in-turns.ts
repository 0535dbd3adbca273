import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, type Figure } from './bench.js';
import { childEnv } from './env.js';
import { processorMs } from './process-tree.js';
import { putLoad, type LoadResult, type LoadTarget } from './load.js';

const ROUNDS = 5;
const ROUND_MS = 2_000;
const WARM_UP_MS = 2_000;

/** CALLERS is how many requests are under way at once. */
export const CALLERS = 16;

/** Compared is a load on one of the two, with the processor time that its server has taken so far where that can be told. */
export interface Compared {
  target: LoadTarget;
  processorMs?(): Promise<number>;
}

interface Turn extends LoadResult {
  processorUs: number;
}

/**
 * compareInTurns puts the same load on the gateway and on a `reference` in five turns each; ratios and what is added are medians of pairs.
 * The processor time a request, that of PostgreSQL and of all other parts included, hardly depends on what else the machine does.
 */
export async function compareInTurns(
  each: string,
  ours: Compared,
  theirs: Compared,
  reference = 'bare server',
): Promise<Figure[]> {
  await putLoad(ours.target, CALLERS, WARM_UP_MS);
  await putLoad(theirs.target, CALLERS, WARM_UP_MS);
  const rounds: { slipway: Turn; reference: Turn }[] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({
      slipway: await takeTurn(ours),
      reference: await takeTurn(theirs),
    });
  const of = (read: (round: (typeof rounds)[number]) => number): number => median(rounds.map(read));
  return [
    { name: `${each}, through the gateway`, value: of((r) => r.slipway.requestsPerSecond), unit: 'req/s' },
    { name: `${each}, ${reference}`, value: of((r) => r.reference.requestsPerSecond), unit: 'req/s' },
    {
      name: `${each}, ratio`,
      value: of((r) => r.slipway.requestsPerSecond / r.reference.requestsPerSecond),
      unit: 'x',
    },
    { name: `${each}, p50 through the gateway`, value: of((r) => r.slipway.p50Ms), unit: 'ms' },
    { name: `${each}, p99 through the gateway`, value: of((r) => r.slipway.p99Ms), unit: 'ms' },
    { name: `${each}, added p50`, value: of((r) => r.slipway.p50Ms - r.reference.p50Ms), unit: 'ms' },
    { name: `${each}, added p99`, value: of((r) => r.slipway.p99Ms - r.reference.p99Ms), unit: 'ms' },
    ...(ours.processorMs === undefined || theirs.processorMs === undefined
      ? []
      : [
          {
            name: `${each}, processor time of all parts a request`,
            value: of((r) => r.slipway.processorUs),
            unit: 'us',
          },
          {
            name: `${each}, processor time of the ${reference}`,
            value: of((r) => r.reference.processorUs),
            unit: 'us',
          },
        ]),
    { name: `${each}, failed requests`, value: rounds.reduce((sum, r) => sum + r.slipway.failed, 0), unit: '' },
  ];
}

async function takeTurn({ target, processorMs }: Compared): Promise<Turn> {
  const beforeMs = (await processorMs?.()) ?? 0;
  const result = await putLoad(target, CALLERS, ROUND_MS);
  return { ...result, processorUs: ((((await processorMs?.()) ?? 0) - beforeMs) * 1_000) / result.requests };
}

/** startBareServer starts the reference server of `kind` with a model; it ends with `stop`, or with us. */
export async function startBareServer(
  kind: 'rows' | 'tensors',
  modelFile: string,
): Promise<{ url: string; processorMs(): Promise<number>; stop(): void }> {
  const entry = fileURLToPath(new URL(`./bare-${kind}-server.js`, import.meta.url));
  const child = spawn(process.execPath, [entry, modelFile], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: childEnv(),
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return {
    url: `http://127.0.0.1:${line.toString().trim()}/`,
    processorMs: () => processorMs(child.pid ?? 0),
    stop: () => child.disconnect(),
  };
}
