import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/kernel/uuid.js';
import { countTraffic, deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
let ruleId: string;

beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await deploy(test, 'delays');
  await test.core.alerting.rules.create(test.actor, {
    body: { name: 'drift', topic: 'drift', severity: 'warning', channels: [] },
  });
  ruleId = (await test.core.kit.db.prisma.alertRule.findFirstOrThrow()).id;
});
afterAll(() => test.stop());
afterEach(() => test.core.kit.db.prisma.alert.deleteMany());

interface Fired {
  /** Minutes ago. */
  from: number;
  until?: number;
  acknowledged?: number;
  endpoint?: string | null;
  severity?: string;
  title?: string;
  did?: string;
}
const now = Date.now();
const ago = (minutes: number): Date => new Date(now - minutes * 60_000);

/** fired keeps an alert as rules make it, with times of its own. */
async function fired({
  from,
  until,
  acknowledged,
  endpoint = 'delays',
  severity = 'warning',
  title = 'Drift',
  ...more
}: Fired) {
  const id = uuidv7();
  const state = until === undefined ? (acknowledged === undefined ? 'firing' : 'acknowledged') : 'resolved';
  await test.core.kit.db.prisma.alert.create({
    data: {
      id,
      ruleId,
      endpoint,
      severity,
      title,
      state,
      workspaceId: 'default',
      eventId: uuidv7(),
      topic: 'drift',
      summary: 'distance D 0.2',
      did: more.did ?? 'Started the trainer.',
      evidencePath: '/monitors/flights',
      dedupeKey: `drift:${title}`,
      startedAt: ago(from),
      resolvedAt: until === undefined ? null : ago(until),
      acknowledgedAt: acknowledged === undefined ? null : ago(acknowledged),
    },
  });
  return id;
}
const incidents = async (query: { limit?: number; cursor?: string; endpoint?: string } = {}) =>
  test.core.alerting.incidents.list(test.actor, { query: { limit: 50, ...query } });
const get = (id: string) => test.core.alerting.incidents.get(test.actor, { params: { id } });

describe('alerts of one endpoint', () => {
  it.each<[string, Fired[], number[]]>([
    ['while one is unanswered', [{ from: 300 }, { from: 10 }], [2]],
    ['within half an hour after the last was over', [{ from: 100, until: 90 }, { from: 61 }], [2]],
    ['later than that', [{ from: 100, until: 90 }, { from: 59 }], [1, 1]],
    ['within half an hour after somebody had it', [{ from: 300, acknowledged: 60 }, { from: 31 }], [2]],
    ['later than that', [{ from: 300, acknowledged: 60 }, { from: 29 }], [1, 1]],
    ['while an older one lasts', [{ from: 300 }, { from: 200, until: 190 }, { from: 10 }], [3]],
    ['at another endpoint', [{ from: 9 }, { from: 8, endpoint: 'fares' }], [1, 1]],
    ['good news', [{ from: 9 }, { from: 8, severity: 'info' }], [1]],
    [
      'without an endpoint: by what it says',
      [1, 2, 1].map((n) => ({ from: 9, endpoint: null, title: `t${n}` })),
      [1, 2],
    ],
  ])('%s', async (_, some, expected) => {
    for (const one of some) await fired(one);
    expect((await incidents()).items.map(({ alerts }) => alerts).toSorted((a, b) => a - b)).toEqual(expected);
  });

  it('are as grave as the worst, and over with the last', async () => {
    const first = await fired({ from: 30, until: 20, title: 'Drift at delays' });
    const second = await fired({ from: 25, until: 5, severity: 'critical', did: 'All traffic is back at v1.' });
    await fired({ from: 24, until: 6 });
    const { items } = await incidents({ endpoint: 'delays' });
    expect(items).toEqual([
      {
        id: first,
        endpoint: 'delays',
        title: 'Drift at delays',
        severity: 'critical',
        state: 'resolved',
        alerts: 3,
        did: ['Started the trainer.', 'All traffic is back at v1.'],
        startedAt: ago(30).toISOString(),
        endedAt: ago(5).toISOString(),
      },
    ]);
    expect(await get(second)).toMatchObject({ id: first, alertList: [{ id: first }, { id: second }, {}] });
  });

  it('come page by page, newest first', async () => {
    for (const [from, endpoint] of [
      [5, 'a'],
      [3, 'c'],
      [4, 'b'],
    ] as const)
      await fired({ from, endpoint });
    const page = await incidents({ limit: 2 });
    const rest = await incidents({ limit: 2, cursor: page.nextCursor! });
    expect([...page.items, ...rest.items].map(({ endpoint }) => endpoint)).toEqual(['c', 'b', 'a']);
    expect(rest.nextCursor).toBeNull();
  });
});

describe('an incident', () => {
  it('counts what callers felt, and keeps notes among what happened', async () => {
    const id = await fired({ from: 3 });
    await countTraffic(test, 'delays', { stable: [1_000, 30], candidate: [0, 0] });
    const text = 'The hub closed; <b>not</b> the model.';
    await test.core.alerting.incidents.addNote(test.actor, { params: { id }, body: { text } });
    await test.settle();
    const detail = await get(id);
    expect(detail.effect).toEqual({ requests: 1_000, errors: 30 });
    expect(detail.events.at(-1)).toMatchObject({ kind: 'alerting.incident_noted', why: text });
    expect(detail.events.map(({ kind }) => kind)).toContain('serving.endpoint_created');
  });

  it('is acknowledged with all its alerts, once', async () => {
    await fired({ from: 9 });
    const id = await fired({ from: 8 });
    const acknowledge = () => test.core.alerting.incidents.acknowledge(test.actor, { params: { id } });
    const [one, other] = await Promise.allSettled([acknowledge(), acknowledge()]);
    expect([one, other].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await get(id)).toMatchObject({
      state: 'acknowledged',
      alertList: [{ acknowledgedBy: test.actor.name }, { acknowledgedBy: test.actor.name }],
    });
    await expect(acknowledge()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is not shown to another workspace, nor made of good news or nothing', async () => {
    const id = await fired({ from: 9 });
    const stranger = { ...test.actor, workspaceId: 'elsewhere' };
    await expect(test.core.alerting.incidents.get(stranger, { params: { id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    const good = await fired({ from: 9, severity: 'info' });
    for (const none of [good, uuidv7()]) await expect(get(none)).rejects.toMatchObject({ code: 'not_found' });
  });
});
