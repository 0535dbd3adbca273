import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@slipway/client';
import { endpointTable as api, NewRollout } from '@slipway/contracts';
import type { Bench, Figure } from './bench.js';
import { markedModel, markOf } from './marked-model.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { SteadyCallers, type Answered } from './steady-callers.js';

const REQUESTS = 100_000;
const SWAPS = 20;
const VERSIONS = 4;
/** Every second version takes so many layers, and with them long enough that it runs in a process of its own. */
const LAYERS = 64;
const CALLERS = 16;
const KILL_AFTER_SWAPS = new Set([1, 5, 9, 13, 17]);
const RESTART_AFTER_SWAP = 10;
/** A caller learns that its connection broke a moment after the process is gone. */
const LEARNS_MS = 100;
const NAME = 'swapped';

type Client = ReturnType<typeof createClient>;

/**
 * swapsBench changes the version behind an endpoint again and again under load, kills the process of the version that runs five times and the gateway once,
 * and holds every answer against the version that it names.
 */
export const swapsBench: Bench = {
  name: 'swaps',
  about: `${SWAPS} swaps of the version, ${KILL_AFTER_SWAPS.size} kills of its process and one of the gateway under ${CALLERS} callers; swaps:<requests>`,
  isLong: true,
  run: async (requests = REQUESTS) => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      return await measure(slipway, requests);
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function measure(slipway: RunningSlipway, requests: number): Promise<Figure[]> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  for (let version = 1; version <= VERSIONS; version += 1) {
    const content = markedModel(version, version % 2 === 0 ? LAYERS : 0);
    await client.uploadVersion(NAME, [{ name: 'model.onnx', content }]);
  }
  await client.call(api.createEndpoint, { body: { name: NAME, model: NAME, version: 1 } });
  await untilServed(client, 1);
  const answers = new Checked();
  const target = {
    url: `${slipway.gatewayUrl}/v2/models/${NAME}/infer`,
    headers: { authorization: `Bearer ${slipway.token}` },
  };
  const callers = new SteadyCallers(target, { callers: CALLERS, pauseMs: 0 }, bodyOfAny, (one) => answers.add(one));
  let swapped = 0;
  for (let swap = 1; swap <= SWAPS; swap += 1) {
    await answers.until((swap * requests) / (SWAPS + 1));
    await swapTo(client, (swap % VERSIONS) + 1, swap < VERSIONS);
    swapped += 1;
    if (KILL_AFTER_SWAPS.has(swap)) await kill(slipway, 'runner-child', answers);
    if (swap === RESTART_AFTER_SWAP) await kill(slipway, 'apps/gateway/dist', answers);
    process.stdout.write(`  swap ${swap}: ${answers.count} answers, ${answers.failed.length} failed\n`);
  }
  await answers.until(requests);
  await callers.stop();
  const unexcused = answers.failed.filter((one) => !answers.isOfAKill(one));
  for (const { status, body } of unexcused.slice(0, 5)) process.stdout.write(`  ${status} ${JSON.stringify(body)}\n`);
  return [
    { name: 'requests', value: answers.count, unit: '', atLeast: requests },
    { name: 'swaps of the version', value: swapped, unit: '', atLeast: SWAPS },
    { name: 'versions that answered', value: answers.versions.size, unit: '', atLeast: VERSIONS },
    { name: 'processes killed', value: answers.killedAtMs.length, unit: '', atLeast: KILL_AFTER_SWAPS.size + 1 },
    { name: 'wrong answers', value: answers.wrong, unit: '', atMost: 0 },
    { name: 'failed, under way on a killed process', value: answers.failed.length - unexcused.length, unit: '' },
    { name: 'failed otherwise', value: unexcused.length, unit: '', atMost: 0 },
  ];
}

function bodyOfAny(): string {
  const x = Math.floor(Math.random() * 1_000);
  return JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [x] }] });
}

/** Every answer is held against what was sent and against the version that it names. */
class Checked {
  count = 0;
  wrong = 0;
  readonly failed: Answered[] = [];
  readonly versions = new Set<number>();
  readonly killedAtMs: number[] = [];

  add(answered: Answered): void {
    this.count += 1;
    if (answered.status !== 200) return void this.failed.push(answered);
    const { model_version: named, outputs } = answered.body as { model_version: string; outputs: { data: number[] }[] };
    const [{ data }] = (JSON.parse(answered.sent) as { inputs: [{ data: [number] }] }).inputs;
    const version = Number(named);
    this.versions.add(version);
    this.wrong += Number(outputs[0]?.data[0] !== data[0] + markOf(version));
  }

  /** Of a process that was killed are the requests that were sent before it was known to be gone. */
  isOfAKill({ sentAtMs, atMs }: Answered): boolean {
    return this.killedAtMs.some((killed) => sentAtMs <= killed + LEARNS_MS && atMs >= killed);
  }

  async until(count: number): Promise<void> {
    while (this.count < count) await sleep(20);
  }
}

async function kill(slipway: RunningSlipway, part: string, answers: Checked): Promise<void> {
  const [pid] = await slipway.processes(part);
  if (pid === undefined) return;
  answers.killedAtMs.push(Date.now());
  process.kill(pid, 'SIGKILL');
}

/** A version that was never stable comes by a rollout that is promoted at once, another one by a rollback. */
async function swapTo(client: Client, version: number, isNew: boolean): Promise<void> {
  const params = { name: NAME };
  if (isNew) {
    const body = NewRollout.parse({ strategy: 'canary', version, steps: [{ weightBp: 10_000, holdSeconds: 60 }] });
    const { id } = await client.call(api.startRollout, { params, body });
    await client.call(api.promoteRollout, { params: { id }, body: {} });
  } else await client.call(api.rollBackEndpoint, { params, body: { version } });
  await untilServed(client, version);
}

async function untilServed(client: Client, version: number): Promise<void> {
  for (;;) {
    const { status, variants, configNumber, seenConfigNumber } = await client.call(api.getEndpoint, {
      params: { name: NAME },
    });
    const isStable = variants.some((one) => one.role === 'stable' && one.version === version);
    if (isStable && status === 'serving' && seenConfigNumber === configNumber) return;
    await sleep(50);
  }
}
