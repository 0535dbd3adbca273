import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@slipway/client';
import { endpointTable as api, NewRollout, type Rollout } from '@slipway/contracts';
import { median, type Bench, type Figure } from './bench.js';
import { flakyModel } from './flaky-model.js';
import { makeDataFolder, removeDataFolder, startSlipway, type RunningSlipway } from './running-slipway.js';
import { SteadyCallers, type Answered } from './steady-callers.js';

const STABLE_SHARE = 0.005;
const EQUAL = 20;
const WORSE = 3;
const LOAD = { callers: 8, pauseMs: 15 };
/** Inputs repeat, so that the cache has something to do. */
const DIFFERENT_INPUTS = 5_000;
const LONGEST_MS = 180_000;
const SWITCH_MS = 3_000;
const NAME = 'live';

type Client = ReturnType<typeof createClient>;

/** Played is a rollout that has ended, and what callers saw of its end. */
interface Played {
  rollout: Rollout;
  /** From the decision until the last answer of the candidate arrived; null when it was promoted. */
  backMs: number | null;
}

/**
 * rolloutsLiveBench rolls candidates out behind an endpoint under load, cache and joined runs on, every guardrail judged: some that fail four times as often
 * as stable, then equal ones.
 */
export const rolloutsLiveBench: Bench = {
  name: 'rollouts-live',
  about: `${WORSE} candidates that fail 4x as often, then ${EQUAL} equal ones, under ${LOAD.callers} callers`,
  run: async () => {
    const folder = await makeDataFolder();
    const slipway = await startSlipway(folder);
    try {
      return await measure(slipway);
    } finally {
      await slipway.stop();
      await removeDataFolder(folder);
    }
  },
};

async function measure(slipway: RunningSlipway): Promise<Figure[]> {
  const client = createClient({ baseUrl: slipway.url, token: slipway.token });
  const upload = async (share: number): Promise<number> =>
    (await client.uploadVersion(NAME, [{ name: 'model.onnx', content: flakyModel(share) }])).version;
  const version = await upload(STABLE_SHARE);
  await client.call(api.createEndpoint, {
    body: { name: NAME, model: NAME, version, cacheSeconds: 60, batchRows: 16 },
  });
  while ((await client.call(api.getEndpoint, { params: { name: NAME } })).status !== 'serving') await sleep(100);
  const answers = new Answers();
  const target = {
    url: `${slipway.gatewayUrl}/v1/endpoints/${NAME}/predict`,
    headers: { authorization: `Bearer ${slipway.token}` },
  };
  const body = (): string =>
    JSON.stringify({ rows: [{ x: Math.ceil(Math.random() * DIFFERENT_INPUTS) / DIFFERENT_INPUTS }] });
  const callers = new SteadyCallers(target, LOAD, body, (answered) => answers.add(answered));
  const fromMs = performance.now();
  try {
    const worse = await playAll(client, answers, WORSE, () => upload(4 * STABLE_SHARE));
    const equal = await playAll(client, answers, EQUAL, () => upload(STABLE_SHARE));
    const seconds = (performance.now() - fromMs) / 1_000;
    return figures(worse, equal, answers, answers.count / seconds);
  } finally {
    await callers.stop();
  }
}

function figures(worse: Played[], equal: Played[], answers: Answers, requestsPerSecond: number): Figure[] {
  const ended = (played: Played[], state: Rollout['state']): number =>
    played.filter(({ rollout }) => rollout.state === state).length;
  const took = (played: Played[]): number => median(played.map(({ rollout }) => secondsOf(rollout)));
  const backMs = [...worse, ...equal].flatMap((played) => played.backMs ?? []);
  const count = { unit: `of ${EQUAL}` };
  return [
    { name: 'requests', value: requestsPerSecond, unit: '/s' },
    { name: '4x errors: rolled back', value: ended(worse, 'rolled_back'), unit: `of ${WORSE}`, atLeast: WORSE },
    { name: '4x errors: until rolled back, median', value: took(worse), unit: 's' },
    { name: 'equal: rolled back', value: ended(equal, 'rolled_back'), ...count, atMost: 3 },
    {
      name: 'equal: neither promoted nor rolled back',
      value: EQUAL - ended(equal, 'rolled_back') - ended(equal, 'promoted'),
      ...count,
      atMost: 0,
    },
    { name: 'equal: until promoted, median', value: took(equal), unit: 's' },
    {
      name: 'last answer of a candidate after its rollback, longest',
      value: Math.max(...backMs) / 1_000,
      unit: 's',
      atMost: 1,
    },
    { name: 'requests that failed for another reason than the model', value: answers.broken, unit: '', atMost: 0 },
  ];
}

async function playAll(
  client: Client,
  answers: Answers,
  count: number,
  upload: () => Promise<number>,
): Promise<Played[]> {
  const played: Played[] = [];
  while (played.length < count) {
    played.push(await play(client, answers, await upload()));
    const { rollout, backMs } = played.at(-1)!;
    process.stdout.write(`  ${rollout.sentence}${backMs === null ? '' : ` Back after ${backMs} ms.`}\n`);
  }
  return played;
}

async function play(client: Client, answers: Answers, version: number): Promise<Played> {
  const steps = [
    { weightBp: 2_500, holdSeconds: 2 },
    { weightBp: 5_000, holdSeconds: 2 },
    { weightBp: 10_000, holdSeconds: 0 },
  ];
  const body = NewRollout.parse({ strategy: 'canary', version, steps });
  const { id } = await client.call(api.startRollout, { params: { name: NAME }, body });
  const params = { params: { id } };
  const untilMs = Date.now() + LONGEST_MS;
  let rollout = await client.call(api.getRollout, params);
  while (rollout.endedAt === null && Date.now() < untilMs) {
    await sleep(200);
    rollout = await client.call(api.getRollout, params);
  }
  if (rollout.endedAt === null) rollout = await client.call(api.abortRollout, { ...params, body: {} });
  if (rollout.state !== 'rolled_back') return { rollout, backMs: null };
  const { decisions } = await client.call(api.getRolloutEvidence, params);
  await sleep(SWITCH_MS);
  return { rollout, backMs: Math.max(0, answers.lastOf(version) - Date.parse(decisions[0]!.at)) };
}

const secondsOf = ({ startedAt, endedAt }: Rollout): number =>
  (Date.parse(endedAt ?? '') - Date.parse(startedAt)) / 1_000;

/** Answers keeps what callers saw. */
class Answers {
  count = 0;
  /** Failures that are not the model's own. */
  broken = 0;
  private readonly lastMs = new Map<number, number>();

  add({ status, body, atMs }: Answered): void {
    this.count += 1;
    if (status === 200) this.lastMs.set(Number(body.version), atMs);
    else if (body.code !== 'non_finite_output') this.broken += 1;
  }

  /** lastOf is when the last answer of a version arrived (Date.now); 0 when none did. */
  lastOf(version: number): number {
    return this.lastMs.get(version) ?? 0;
  }
}
