import { readFileSync, statSync } from 'node:fs';
import type { AlertTopic } from '@slipway/contracts';
import { startFakeSlack, type FakeSlack } from '@slipway/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { numberEvents, runReactions, type JobContext } from '../src/index.js';
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
  slack.answered.length = 0;
  await core.alerting.createChannel(actor, { body: { name: 'on call', kind: 'slack', url: slack.url } });
  const rules = [
    ['drift', 'drift'],
    ['back', 'rollout_rolled_back'],
    ['promoted', 'rollout_promoted'],
  ] as const;
  for (const [name, topic] of rules) {
    const body = { name, topic, severity: 'warning', channels: ['on call'] } as const;
    await core.alerting.rules.create(actor, { body: { ...body, channels: [...body.channels], endpoint: 'delays' } });
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
/** Lets the time of every planned job come, however early that is. */
const runPlanned = async (): Promise<void> => {
  await test.core.kit.db.pool.query(`UPDATE "Job" SET "runAt" = now() WHERE "state" = 'waiting'`);
  await test.settle();
};
/** Lets the time of every planned try come. */
const tryAgain = async (): Promise<void> => {
  await test.core.kit.db.pool.query(`UPDATE "Delivery" SET "nextTryAt" = now() WHERE "nextTryAt" IS NOT NULL`);
  await runPlanned();
};
/** Lets the time come at which nobody can be sending any more. */
const endClaims = async (): Promise<void> => {
  await test.core.kit.db.pool.query(
    `UPDATE "Delivery" SET "claimedUntil" = now() - interval '1 second' WHERE "claimedUntil" IS NOT NULL`,
  );
  await runPlanned();
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

  it('is told to be over where a channel wants to know: after how long, why, and never before its beginning', async () => {
    const { core, actor } = test;
    const change = (body: object) => core.alerting.updateChannel(actor, { params: { name: 'on call' }, body });
    expect(await change({ tellsEnd: true })).toMatchObject({ tellsEnd: true, enabled: true });
    slack.answerNext({ status: 500, body: 'no' });
    await drift();
    await core.kit.db.pool.query(`UPDATE "Alert" SET "startedAt" = now() - interval '725 seconds'`);
    await happen({ kind: 'monitoring.drift_ended', why: 'D is .02 again' });
    expect(slack.taken).toEqual([]);
    await tryAgain();
    await tryAgain();
    expect(slack.taken.map(({ text }) => text.split('\n'))).toEqual([
      ['🟠 Drift at delays', 'distance D 0.2', expect.stringContaining('/monitors/flights/')],
      ['✅ Resolved after 12 min: Drift at delays', 'D is .02 again', expect.stringContaining('/monitors/flights/')],
    ]);
    expect((await alerts())[0]!.deliveries.map(({ state }) => state)).toEqual(['sent', 'sent']);
    await change({ tellsEnd: false });
    await drift();
    await happen({ kind: 'monitoring.drift_ended' });
    expect(slack.taken).toHaveLength(3);
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

describe('a silence that is not made yet', () => {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const preview = (what: { topic?: AlertTopic; endpoint?: string }, actor = test.actor) =>
    test.core.alerting.previewSilence(actor, { body: { ...what, reason: 'works', endsAt } });

  it('tells what fires now and what fired in 30 days that it matches, and makes nothing', async () => {
    await drift();
    await happen({ kind: 'rollouts.promoted', after: { rolloutId: 's', from: 1, to: 3 } });
    await happen({ kind: 'rollouts.promoted', after: { rolloutId: 't', from: 3, to: 4 } });
    const [first, , last] = await alerts();
    expect(await preview({ topic: 'drift' })).toMatchObject({
      firing: 1,
      alerts: [{ topic: 'drift', state: 'firing', endpoint: 'delays' }],
      recent: 1,
      matches: [{ rule: 'drift', topic: 'drift', endpoint: 'delays', alerts: 1, lastAt: last!.startedAt }],
    });
    expect(await preview({ endpoint: 'delays' })).toMatchObject({
      firing: 1,
      recent: 3,
      matches: [
        { rule: 'promoted', alerts: 2, lastAt: first!.startedAt },
        { rule: 'drift', alerts: 1 },
      ],
    });
    const nothing = { firing: 0, alerts: [], recent: 0, matches: [] };
    expect(await preview({ topic: 'drift', endpoint: 'others' })).toMatchObject(nothing);
    expect(await preview({}, { ...test.actor, workspaceId: 'other' })).toMatchObject(nothing);
    expect((await test.core.alerting.listSilences(test.actor, { query: { limit: 50 } })).items).toEqual([]);
  });

  it('leaves out what is older than 30 days, but not what still fires', async () => {
    await drift();
    await happen({ kind: 'rollouts.promoted', after: { rolloutId: 's', from: 1, to: 3 } });
    await test.core.kit.db.pool.query(`UPDATE "Alert" SET "startedAt" = now() - interval '31 days'`);
    expect(await preview({})).toMatchObject({ firing: 1, recent: 0, matches: [] });
  });

  it('must end in the future, as a silence must', async () => {
    const body = { reason: 'late', endsAt: new Date(Date.now() - 1_000).toISOString() };
    await expect(test.core.alerting.previewSilence(test.actor, { body })).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'endsAt' }],
    });
  });
});

describe('a delivery', () => {
  it('waits as long as Slack asks, then goes out', async () => {
    slack.answerNext({ status: 429, body: 'rate_limited', headers: { 'retry-after': '90' } });
    await drift();
    const [planned] = await deliveries();
    expect(planned).toMatchObject({ state: 'retrying', attempts: 1, lastStatus: 429 });
    expect(Date.parse(planned!.nextTryAt!) - Date.now()).toBeGreaterThan(60_000);
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

  it('is settled whatever the answer holds, and an answer that repeats the address does not show it', async () => {
    slack.answerNext({ status: 404, body: `no\0 ${slack.url} in ${new URL(slack.url).pathname}` });
    await drift();
    expect(await deliveries()).toMatchObject([{ state: 'dead', attempts: 1, lastAnswer: 'no … in …' }]);
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

describe('of two workers', () => {
  const context = (commit: JobContext['commit'] = (work) => test.core.kit.db.transaction(work)): JobContext => ({
    jobId: crypto.randomUUID(),
    actor: test.actor,
    attempt: 1,
    signal: new AbortController().signal,
    progress: async () => undefined,
    park: async () => undefined,
    commit,
  });
  /** An alert whose message nobody has sent yet. */
  const written = async (): Promise<{ deliveryId: string }> => {
    await test.core.kit.db.transaction((tx) =>
      appendEvent(tx, test.actor, {
        kind: 'monitoring.drift_detected',
        subjectKind: 'monitor',
        subjectName: 'flights',
        endpoint: 'delays',
        after: { monitor: 'flights' },
      }),
    );
    await numberEvents(test.core.kit.db, 'test');
    await runReactions(test.core);
    return { deliveryId: (await deliveries())[0]!.id };
  };

  it('that are told of a message at once, one sends it', async () => {
    const message = await written();
    await Promise.all(Array.from({ length: 8 }, () => test.core.alerting.deliver(message, context())));
    await endClaims();
    expect(slack.answered).toEqual(['200 ok']);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('none sends what the other is sending, also when a person asks for it meanwhile', async () => {
    const message = await written();
    const gate = Promise.withResolvers<void>();
    slack.answerNext({ status: 200, body: 'ok', after: gate.promise });
    const sending = test.core.alerting.deliver(message, context());
    await expect.poll(deliveries).toMatchObject([{ attempts: 1 }]);
    await test.core.alerting.retryDelivery(test.actor, { params: { id: message.deliveryId } });
    await test.settle();
    gate.resolve();
    await sending;
    await runPlanned();
    expect(slack.answered).toEqual(['200 ok']);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('one that dies after it sent leaves it to the other, which says that it may be a repeat', async () => {
    const message = await written();
    let commits = 0;
    const dies = context((work) => {
      commits += 1;
      return commits === 1 ? test.core.kit.db.transaction(work) : Promise.reject(new Error('killed'));
    });
    await expect(test.core.alerting.deliver(message, dies)).rejects.toThrow('killed');
    await test.settle();
    expect(slack.answered).toHaveLength(1);
    await endClaims();
    expect(slack.answered).toHaveLength(2);
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect(test.logged.join()).toContain('this message may be a repeat');
  });

  it('one that was stopped for longer than its claim sends nothing when it wakes', async () => {
    const message = await written();
    const clock = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(60_000);
    await test.core.alerting.deliver(message, context());
    clock.mockRestore();
    expect(slack.answered).toEqual([]);
    await tryAgain();
    expect(slack.answered).toEqual(['200 ok']);
  });

  it('none tries before the time that the channel asked for, although an older plan says so', async () => {
    const busy = { status: 429, body: 'rate_limited', headers: { 'retry-after': '600' } };
    slack.answerNext({ status: 500, body: 'rollup_error' }, busy);
    await drift();
    const [first] = await deliveries();
    await test.core.alerting.retryDelivery(test.actor, { params: { id: first!.id } });
    await test.settle();
    await test.core.kit.db.pool.query(
      `UPDATE "Job" SET "runAt" = now() WHERE "id" = (SELECT "id" FROM "Job" WHERE "state" = 'waiting' ORDER BY "runAt" LIMIT 1)`,
    );
    await test.settle();
    expect(slack.answered).toEqual(['500 rollup_error', '429 rate_limited']);
    await tryAgain();
    expect(await deliveries()).toMatchObject([{ state: 'sent', attempts: 3 }]);
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
