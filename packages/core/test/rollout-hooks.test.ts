import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NewRollout, SavedRollout, type HookPoint, type Rollout } from '@slipway/contracts';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { takeLook } from './take-look.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let receiver: Server;
/** What the webhook answers next, and what it was asked. */
let status = 200;
const asked: { point: HookPoint; rollout: { step: number }; decision: { act: string } | null }[] = [];
let endpoint: string;
let deployed = 0;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof asked)[number]);
      response.writeHead(status).end('because');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  test = await openTestCore({ SLIPWAY_ALLOW_OUTBOUND: address });
  await test.core.alerting.createChannel(test.actor, {
    body: { name: 'release', kind: 'webhook', url: `http://${address}/gate` },
  });
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(async () => {
  await test.stop();
  await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(async () => {
  deployed += 1;
  endpoint = `hooked-${deployed}`;
  status = 200;
  asked.length = 0;
  await deploy(test, endpoint);
});

const start = (...points: HookPoint[]): Promise<Rollout> =>
  test.core.rollouts.startRollout(test.actor, {
    params: { name: endpoint },
    body: NewRollout.parse({
      version: 2,
      steps: [{ weightBp: 1_000, holdSeconds: 0 }, { weightBp: 10_000 }],
      hooks: points.map((point) => ({ point, channel: 'release' })),
    }),
  });
/** Six seconds later, so that no answer is fresh any more. */
const look = (rollout: Rollout): Promise<Rollout> => {
  test.advance(6);
  return takeLook(test.core, rollout);
};
const read = ({ id }: Rollout): Promise<Rollout> => test.core.rollouts.getRollout(test.actor, { params: { id } });
const prove = async () => {
  await countTraffic(test, endpoint, { stable: [4_500, 0], candidate: [500, 0] });
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const where = { where: 'child process', outstanding: 0, restarts: 0, detail: null };
  const variant = { role: 'candidate', version: 2, model: 'delays', state: 'ready', ...where };
  const report = { endpointId: row.id, configNumber: row.configNumber, variants: [variant] };
  await test.core.serving.reportSeen('gateway:1', [report]);
};

it('a webhook that does not agree keeps a rollout from beginning, with its answer kept', async () => {
  status = 503;
  const rollout = await start('confirm_rollout');
  expect(rollout).toMatchObject({ state: 'waiting', wantedBp: 0, sentence: 'Begins once its webhooks agree.' });
  await look(rollout);
  expect((await read(rollout)).sentence).toBe(
    'Waiting to begin: confirm_rollout of release did not agree: it answered 503.',
  );
  status = 204;
  await look(rollout);
  expect(await read(rollout)).toMatchObject({ state: 'running', wantedBp: 1_000 });
  const { items } = await test.core.rollouts.listHookCalls(test.actor, { params: { id: rollout.id } });
  expect(items.map((call) => [call.point, call.status])).toEqual([
    ['confirm_rollout', 204],
    ['confirm_rollout', 503],
  ]);
});

it('a proven candidate is promoted when the webhook agrees, and those who want to know are told', async () => {
  const rollout = await start('confirm_promotion', 'event', 'post_rollout');
  status = 409;
  await prove();
  await look(rollout);
  expect((await read(rollout)).sentence).toMatch(/^Waiting: confirm_promotion of release did not agree/);
  status = 200;
  await look(rollout);
  expect(await read(rollout)).toMatchObject({ state: 'promoted' });
  await test.settle();
  const told = asked.map(({ point, decision }) => `${point} ${decision?.act ?? 'asks'}`);
  expect(told.toSorted()).toEqual([
    'confirm_promotion asks',
    'confirm_promotion asks',
    'event complete',
    'event start',
    'post_rollout complete',
  ]);
});

it('the check beside a rollout rolls it back at its third refusal in a row', async () => {
  const rollout = await start('rollout');
  status = 500;
  await look(rollout);
  await look(rollout);
  expect(await read(rollout)).toMatchObject({ state: 'holding' });
  await look(rollout);
  expect((await read(rollout)).sentence).toBe(
    'Rolled back to v1: the webhook release refused 3 times in a row: it answered 500.',
  );
});

it('a webhook may ask for the way back', async () => {
  const rollout = await start('rollback');
  status = 404;
  await look(rollout);
  expect(await read(rollout)).toMatchObject({ state: 'holding' });
  status = 200;
  await look(rollout);
  expect((await read(rollout)).sentence).toBe('Rolled back to v1: the webhook release asked for it.');
});

it('the launch checklist says what is not ready before a start', async () => {
  const params = { name: endpoint };
  const states = async () => {
    const { ready, checks } = await test.core.rollouts.checkRollout(test.actor, { params, query: { version: 2 } });
    return [ready, Object.fromEntries(checks.map(({ name, state }) => [name, state]))];
  };
  const first = { gates: 'unknown', warm_up: 'passed', freeze: 'passed', no_other_rollout: 'passed' };
  expect(await states()).toEqual([false, { ...first, alerts: 'failed', rollback_target: 'failed' }]);
  const rule = { name: `back ${endpoint}`, topic: 'rollout_rolled_back', severity: 'warning', endpoint } as const;
  await test.core.alerting.rules.create(test.actor, { body: { ...rule, channels: ['release'] } });
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const where = { where: 'in the gateway', outstanding: 0, restarts: 0, detail: null };
  const stable = { role: 'stable', version: 1, model: 'delays', state: 'ready', ...where };
  const report = { endpointId: row.id, configNumber: row.configNumber, variants: [stable] };
  await test.core.serving.reportSeen('gateway:1', [report]);
  expect(await states()).toEqual([true, { ...first, alerts: 'passed', rollback_target: 'passed' }]);
  await start();
  expect(await states()).toMatchObject([false, { no_other_rollout: 'failed' }]);
});

it('every template can be started as it is', async () => {
  for (const { name, plan, needsApproval } of (await test.core.rollouts.templates.listRolloutTemplates(test.actor))
    .items) {
    const body = NewRollout.parse({ ...plan, version: 2, needsApproval });
    const { id, strategy } = await test.core.rollouts.startRollout(test.actor, { params: { name: endpoint }, body });
    expect([name, strategy]).toEqual([name, plan.strategy]);
    await test.core.rollouts.abortRollout(test.actor, { params: { id }, body: {} });
  }
});

it('a way to roll out is saved under a name, saved anew, and forgotten; those of Slipway stay as they are', async () => {
  const { templates } = test.core.rollouts;
  const plan = { strategy: 'blue_green', testSeconds: 90 };
  const save = (name: string, more: object = {}) =>
    templates.saveRolloutTemplate(test.actor, { params: { name }, body: SavedRollout.parse({ plan, ...more }) });
  const saved = async () =>
    (await templates.listRolloutTemplates(test.actor)).items.filter(({ savedBy }) => savedBy !== null);
  await save('ours', { policy: { alpha: 0.01 }, needsApproval: 'promotion' });
  expect(await saved()).toMatchObject([
    { name: 'ours', plan, policy: { alpha: 0.01, thetaHarm: 1.25 }, needsApproval: 'promotion', hooks: [] },
  ]);
  await save('ours', { description: 'one minute and a half' });
  expect(await saved()).toMatchObject([{ description: 'one minute and a half', policy: { alpha: 0.05 } }]);
  await expect(save('careful')).rejects.toMatchObject({ code: 'conflict' });
  const forget = (name: string) => templates.deleteRolloutTemplate(test.actor, { params: { name } });
  await expect(forget('careful')).rejects.toMatchObject({ code: 'conflict' });
  await forget('ours');
  expect(await saved()).toEqual([]);
  await expect(forget('ours')).rejects.toMatchObject({ code: 'not_found' });
});

it('a webhook that is no channel is refused', async () => {
  const body = NewRollout.parse({ version: 2, hooks: [{ point: 'event', channel: 'nobody' }] });
  const refused = test.core.rollouts.startRollout(test.actor, { params: { name: endpoint }, body });
  await expect(refused).rejects.toMatchObject({ code: 'invalid_request', errors: [{ path: 'hooks[0].channel' }] });
});
