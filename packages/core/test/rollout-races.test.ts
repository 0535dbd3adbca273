import { NewRollout, type Rollout } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openCore, readSettings, type JobContext } from '../src/index.js';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

/** One core is an api and a worker, the other one as well: processes of their own share only the database. */
let test: TestCore;
let other: ReturnType<typeof openCore>;
let endpoint: string;
let deployed = 0;

beforeAll(async () => {
  test = await openTestCore();
  const settings = readSettings({ DATABASE_URL: test.url, SLIPWAY_DATA: test.folder });
  other = openCore({ settings, log: test.core.kit.log, part: 'api', connections: 4 });
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(async () => {
  await other.close();
  await test.stop();
});
beforeEach(async () => {
  deployed += 1;
  endpoint = `contested-${deployed}`;
  await deploy(test, endpoint);
});

const start = (): Promise<Rollout> =>
  test.core.rollouts.startRollout(test.actor, {
    params: { name: endpoint },
    body: NewRollout.parse({ version: 2, steps: [{ weightBp: 1_000, holdSeconds: 0 }, { weightBp: 10_000 }] }),
  });
const acts = async ({ id }: Rollout) => {
  const { decisions } = await test.core.rollouts.getRolloutEvidence(test.actor, { params: { id } });
  return decisions.map(({ act }) => act);
};
const served = async () => {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  return variants.map(({ version, weightBp }) => `v${version} ${weightBp}`);
};

it.each([1, 2, 3, 4, 5])('of two apis and two workers that end a rollout at once, one does (%i)', async () => {
  const rollout = await start();
  await countTraffic(test, endpoint, { stable: [900, 9], candidate: [100, 40] });
  const call = { params: { id: rollout.id }, body: {} };
  const [promoted, aborted] = await Promise.allSettled([
    test.core.rollouts.promoteRollout(test.actor, call),
    other.core.rollouts.abortRollout(test.actor, call),
    takeLook(test.core, rollout),
    takeLook(other.core, rollout),
  ]);
  const { state, sentence } = await test.core.rollouts.getRollout(test.actor, { params: { id: rollout.id } });
  const [last, ...before] = await acts(rollout);
  expect(before).toEqual(['start']);
  expect([last, state]).toBeOneOf([
    ['promote', 'promoted'],
    ['abort', 'aborted'],
    ['roll_back', 'rolled_back'],
  ]);
  expect([promoted.status, aborted.status]).toEqual([
    last === 'promote' ? 'fulfilled' : 'rejected',
    last === 'abort' ? 'fulfilled' : 'rejected',
  ]);
  for (const refused of [promoted, aborted])
    if (refused.status === 'rejected')
      expect(refused.reason).toMatchObject({ code: 'conflict', message: `The rollout has ended: ${sentence}` });
  expect(await served()).toEqual([state === 'promoted' ? 'v2 10000' : 'v1 10000']);
});

it('a worker that dies between its decision and the effect leaves nothing half done, and the next pass does it once', async () => {
  const rollout = await start();
  await countTraffic(test, endpoint, { stable: [900, 9], candidate: [100, 40] });
  const dies: JobContext['commit'] = (work) =>
    test.core.kit.db.transaction(async (tx) => {
      await work(tx);
      throw new Error('killed');
    });
  await expect(takeLook(test.core, rollout, dies)).rejects.toThrow('killed');
  expect([await acts(rollout), await served()]).toEqual([['start'], ['v1 9000', 'v2 1000']]);
  await takeLook(other.core, rollout);
  await takeLook(test.core, rollout);
  expect([await acts(rollout), await served()]).toEqual([['roll_back', 'start'], ['v1 10000']]);
  const events = await test.core.kit.db.prisma.event.count({ where: { endpoint, kind: 'rollouts.rolled_back' } });
  expect(events).toBe(1);
});
