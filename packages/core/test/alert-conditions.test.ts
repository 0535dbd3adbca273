import type { NewAlertRule } from '@slipway/contracts';
import { startFakeSlack, type FakeSlack } from '@slipway/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let slack: FakeSlack;
let test: TestCore;
let endpoint: string;

beforeAll(async () => {
  slack = await startFakeSlack();
});
afterAll(() => slack.stop());
beforeEach(async () => {
  test = await openTestCore({ SLIPWAY_ALLOW_OUTBOUND: slack.address });
  slack.taken.length = 0;
  await test.core.alerting.createChannel(test.actor, { body: { name: 'on call', kind: 'slack', url: slack.url } });
  await registerVersion(test, [1, -1]);
  endpoint = 'delays';
  await deploy(test, endpoint);
});
afterEach(() => test.stop());

const addRule = (rule: Partial<NewAlertRule> & Pick<NewAlertRule, 'topic' | 'condition'>) =>
  test.core.alerting.rules.create(test.actor, {
    body: { name: 'watch', severity: 'critical', channels: ['on call'], ...rule },
  });
const errors = { limit: 0.05, forMinutes: 5, minRequests: 20 };
const look = async (holder = 'worker:1'): Promise<number | null> => {
  const changes = await test.core.alerting.conditions.pass(holder);
  await test.settle();
  return changes;
};
const send = (requests: number, failed: number) =>
  countTraffic(test, endpoint, { stable: [requests, failed], candidate: [0, 0] });
const alerts = async () => (await test.core.alerting.listAlerts(test.actor, { query: { limit: 50 } })).items;

describe('a rule on the errors of an endpoint', () => {
  it('fires once while too many fail, tells the channel, and ends when it is over', async () => {
    await addRule({ topic: 'endpoint_errors', condition: errors });
    await send(1_000, 10);
    expect(await look()).toBe(0);
    await send(1_000, 200);
    expect([await look(), await look()]).toEqual([1, 0]);
    expect(slack.taken).toHaveLength(1);
    expect(slack.taken[0]?.text).toContain('210 of 2,000 requests failed in 5 min: 11 %, at least 9.2 %; limit 5 %.');
    expect(await alerts()).toMatchObject([
      { title: 'Errors at delays', state: 'firing', severity: 'critical', endpoint, evidencePath: '/endpoints/delays' },
    ]);
    test.advance(6 * 60);
    expect(await look()).toBe(0);
    await send(1_000, 0);
    expect(await look()).toBe(1);
    expect(await alerts()).toMatchObject([{ state: 'resolved', resolvedAt: expect.any(String) }]);
    await send(1_000, 500);
    expect(await look()).toBe(1);
    expect(await alerts()).toMatchObject([{ state: 'firing' }, { state: 'resolved' }]);
  });

  it('that is silenced is told once the silence has ended and it goes on', async () => {
    await addRule({ topic: 'endpoint_errors', condition: { ...errors, forMinutes: 60 } });
    const endsAt = new Date(test.core.kit.clock.now().getTime() + 600_000).toISOString();
    await test.core.alerting.createSilence(test.actor, { body: { endpoint, reason: 'a test of load', endsAt } });
    await send(1_000, 500);
    expect([await look(), await look()]).toEqual([1, 0]);
    expect(await alerts()).toMatchObject([{ state: 'silenced', deliveries: [] }]);
    test.advance(660);
    expect([await look(), await look()]).toEqual([1, 0]);
    expect(await alerts()).toMatchObject([{ state: 'firing', deliveries: [{ state: 'sent' }] }]);
  });

  it('fires once however many workers look', async () => {
    await addRule({ topic: 'endpoint_errors', condition: errors });
    await send(1_000, 500);
    const changes = await Promise.all(['worker:1', 'worker:2', 'worker:3'].map((holder) => look(holder)));
    expect(changes.filter((change) => change === null)).toHaveLength(2);
    expect(await alerts()).toHaveLength(1);
  });

  it('ends with its endpoint, and looks at nothing when it is off', async () => {
    await addRule({ topic: 'endpoint_errors', condition: errors });
    await send(1_000, 500);
    await look();
    await test.core.serving.deleteEndpoint(test.actor, { params: { name: endpoint } });
    expect(await look()).toBe(1);
    expect(await alerts()).toMatchObject([{ state: 'resolved' }]);
    endpoint = 'second';
    await deploy(test, endpoint);
    await send(1_000, 500);
    await test.core.alerting.rules.update(test.actor, { params: { name: 'watch' }, body: { enabled: false } });
    expect(await look()).toBe(0);
  });
});

describe('a rule on slow answers, and one on silence', () => {
  it('counts answers above the limit', async () => {
    await addRule({ topic: 'endpoint_slow', condition: { limit: 4, forMinutes: 5, minRequests: 20 } });
    await send(500, 0);
    expect(await look()).toBe(1);
    expect((await alerts())[0]?.summary).toContain('500 of 500 answers took longer than 4 ms in 5 min');
    await test.core.alerting.rules.update(test.actor, {
      params: { name: 'watch' },
      body: { condition: { limit: 6, forMinutes: 5, minRequests: 20 } },
    });
    expect(await look()).toBe(1);
    expect(await alerts()).toMatchObject([{ state: 'resolved' }]);
  });

  it('waits as long as the endpoint is younger than the span', async () => {
    await addRule({ topic: 'endpoint_silent', condition: { forMinutes: 10, minRequests: 1 } });
    expect(await look()).toBe(0);
    test.advance(11 * 60);
    expect(await look()).toBe(1);
    expect(await alerts()).toMatchObject([{ title: 'No requests at delays', summary: 'No request for 10 min.' }]);
    await send(1, 0);
    expect(await look()).toBe(1);
  });
});

describe('a preview', () => {
  it('tells when past traffic would have met a condition', async () => {
    test.advance(3_600);
    await send(1_000, 500);
    test.advance(1_200);
    const preview = (limit: number) =>
      test.core.alerting.rules.preview(test.actor, {
        body: { topic: 'endpoint_errors', condition: { ...errors, limit }, hours: 24 },
      });
    expect(await preview(0.1)).toMatchObject({ endpoints: 1, total: 1, alerts: [{ endpoint, endedAt: null }] });
    expect(await preview(0.9)).toMatchObject({ total: 0, alerts: [] });
    await expect(
      test.core.alerting.rules.preview(test.actor, {
        body: { topic: 'endpoint_errors', condition: errors, hours: 24, endpoint: 'nowhere' },
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a change of a rule', () => {
  it('fits the topic', async () => {
    await addRule({ topic: 'endpoint_errors', condition: errors });
    await test.core.alerting.rules.create(test.actor, {
      body: { name: 'other', topic: 'drift', severity: 'warning', channels: [] },
    });
    const change = (name: string, condition: typeof errors) =>
      test.core.alerting.rules.update(test.actor, { params: { name }, body: { condition } });
    await expect(change('other', errors)).rejects.toMatchObject({ code: 'conflict' });
    await expect(change('watch', { ...errors, limit: 5 })).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await change('watch', { ...errors, limit: 0.2 })).toMatchObject({ condition: { limit: 0.2 } });
  });
});
