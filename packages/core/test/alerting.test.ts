import { readFileSync, statSync } from 'node:fs';
import { startFakeSlack, type FakeSlack } from '@slipway/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvent } from '../src/kernel/event-log.js';
import { openTestCore, type TestCore } from './test-core.js';

let slack: FakeSlack;
let test: TestCore;

beforeAll(async () => {
  slack = await startFakeSlack();
});
afterAll(() => slack.stop());
beforeEach(async () => {
  test = await openTestCore({ SLIPWAY_ALLOW_OUTBOUND: slack.address });
  const { core, actor } = test;
  slack.taken.length = 0;
  await core.alerting.createChannel(actor, { body: { name: 'on call', kind: 'slack', url: slack.url } });
  const rules = [
    ['drift', 'drift'],
    ['back', 'rollout_rolled_back'],
    ['promoted', 'rollout_promoted'],
  ] as const;
  for (const [name, topic] of rules) {
    const body = { name, topic, severity: 'warning', channels: ['on call'] } as const;
    await core.alerting.createRule(actor, { body: { ...body, channels: [...body.channels], endpoint: 'delays' } });
  }
});
afterEach(() => test.stop());

type Change = Parameters<typeof appendEvent>[2];
const happen = async (change: Partial<Change> & Pick<Change, 'kind'>): Promise<void> => {
  const event = {
    subjectKind: 'monitor',
    subjectName: 'flights',
    endpoint: 'delays',
    why: 'distance D 0.2',
    ...change,
  };
  await test.core.kit.db.transaction((tx) => appendEvent(tx, test.actor, event));
  await test.settle();
};
const drift = () =>
  happen({
    kind: 'monitoring.drift_detected',
    after: { monitorId: crypto.randomUUID(), monitor: 'flights', runId: 'r1', worstFeature: 'distance' },
  });
const alerts = async () => (await test.core.alerting.listAlerts(test.actor, { query: { limit: 50 } })).items;
const deliveries = async () => (await test.core.alerting.listDeliveries(test.actor, { query: { limit: 50 } })).items;
const channel = async () => (await test.core.alerting.listChannels(test.actor, { query: { limit: 50 } })).items[0];
/** Lets the time of every planned try come. */
const tryAgain = async (): Promise<void> => {
  await test.core.kit.db.pool.query(`UPDATE "Job" SET "runAt" = now() WHERE "state" = 'waiting'`);
  await test.settle();
};

describe('an alert', () => {
  it('reaches Slack with what happened and where the evidence is, once', async () => {
    await drift();
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]?.text.split('\n')).toEqual([
      '🟠 Drift at delays',
      'distance D 0.2',
      expect.stringMatching(/\/monitors\/flights\/features\/distance\?run=r1$/),
    ]);
    expect(await alerts()).toMatchObject([
      { state: 'firing', topic: 'drift', deliveries: [{ state: 'sent', attempts: 1, lastAnswer: 'ok' }] },
    ]);
    expect(await channel()).toMatchObject({ health: 'ok' });
  });

  it('of drift that goes on is not repeated, and ends with the drift', async () => {
    await drift();
    await drift();
    expect(slack.taken).toHaveLength(1);
    await happen({ kind: 'monitoring.drift_ended' });
    expect(await alerts()).toMatchObject([{ state: 'resolved' }]);
    await drift();
    expect(slack.taken).toHaveLength(2);
  });

  it('of a rollback ends with the next promotion, whose own alert waits for nobody', async () => {
    await happen({ kind: 'rollouts.rolled_back', after: { rolloutId: 'r', from: 1, to: 2 } });
    expect(await alerts()).toMatchObject([{ state: 'firing', did: 'All traffic is back at v1.' }]);
    await happen({ kind: 'rollouts.promoted', after: { rolloutId: 's', from: 1, to: 3 } });
    expect((await alerts()).map(({ topic, state }) => `${topic} ${state}`)).toEqual([
      'rollout_promoted resolved',
      'rollout_rolled_back resolved',
    ]);
    expect(slack.taken).toHaveLength(2);
  });

  it('that is silenced is kept and not sent; one of another endpoint does not concern the rule', async () => {
    const endsAt = new Date(Date.now() + 60_000).toISOString();
    await test.core.alerting.createSilence(test.actor, {
      body: { topic: 'drift', reason: 'works on the runway', endsAt },
    });
    await drift();
    await happen({ kind: 'rollouts.promoted', endpoint: 'others', after: { rolloutId: 's', from: 1, to: 3 } });
    expect(await alerts()).toMatchObject([{ state: 'silenced', deliveries: [] }]);
    expect(slack.taken).toEqual([]);
  });
});

describe('a delivery', () => {
  it('waits as long as Slack asks, then goes out', async () => {
    slack.answerNext({ status: 429, body: 'rate_limited', headers: { 'retry-after': '7' } });
    await drift();
    const [planned] = await deliveries();
    expect(planned).toMatchObject({ state: 'retrying', attempts: 1, lastStatus: 429 });
    expect(Date.parse(planned!.nextTryAt!) - Date.now()).toBeGreaterThan(5_000);
    await tryAgain();
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('that Slack cannot read goes out once more as plain text', async () => {
    slack.answerNext({ status: 500, body: 'rollup_error' }, { status: 400, body: 'invalid_blocks' });
    await drift();
    await tryAgain();
    await tryAgain();
    expect(slack.taken).toEqual([{ text: expect.stringContaining('Drift at delays') }]);
  });

  it('is not taken for sent when a proxy answers in the place of Slack', async () => {
    slack.answerNext({ status: 200, body: '<html>welcome</html>' });
    await drift();
    expect(await deliveries()).toMatchObject([{ state: 'retrying' }]);
    expect(await channel()).toMatchObject({ health: 'failing' });
  });

  it('to a channel that is gone is dead and says so; by hand it can be tried again', async () => {
    slack.answerNext({ status: 404, body: 'no_service' });
    await drift();
    const [dead] = await deliveries();
    expect(dead).toMatchObject({ state: 'dead', lastAnswer: 'no_service' });
    expect(await channel()).toMatchObject({ health: 'reconnect' });
    await test.core.alerting.retryDelivery(test.actor, { params: { id: dead!.id } });
    await test.settle();
    expect(await deliveries()).toMatchObject([{ state: 'sent' }]);
    expect(await channel()).toMatchObject({ health: 'ok' });
  });
});

describe('a channel', () => {
  it('is tested the way real alerts go', async () => {
    await test.core.alerting.testChannel(test.actor, { params: { name: 'on call' } });
    await test.settle();
    expect(slack.taken[0]?.text).toContain('Ada asked whether the channel on call works');
  });

  it('keeps its address under a key that only the owner of the installation can read', async () => {
    const { rows } = await test.core.kit.db.pool.query<{ sealed: Buffer }>('SELECT "sealed" FROM "Secret"');
    expect(rows[0]?.sealed.toString('latin1')).not.toContain('services');
    const { secretKeyFile } = test.core.kit.settings;
    expect(statSync(secretKeyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(secretKeyFile, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(await channel())).not.toContain('secret');
  });

  it('with an internal address is refused', async () => {
    const refused = test.core.alerting.createChannel(test.actor, {
      body: { name: 'inside', kind: 'webhook', url: 'https://127.0.0.1/hook' },
    });
    await expect(refused).rejects.toMatchObject({ code: 'outbound_refused' });
  });
});
