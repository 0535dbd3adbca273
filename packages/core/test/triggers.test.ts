import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { NewTrigger, type TriggerChange, type TriggerDecision } from '@slipway/contracts';
import { linearModel } from '@slipway/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueDueSchedules, uuidv7, type JobKind } from '../src/index.js';
import { considerTriggerJob } from '../src/retraining/index.js';
import { addMonitor, alarm } from './alarms.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

const copy = `require('node:fs').copyFileSync('model.onnx', process.env.SLIPWAY_TRAINER_OUTPUT + '/model.onnx')`;
let test: TestCore;
let folder: string;
let monitor: { id: string; name: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-triggers-'));
  const trainers = [{ name: 'copy', command: ['{node}', '-e', copy] }];
  writeFileSync(join(folder, 'trainers.json'), JSON.stringify({ trainers }));
  writeFileSync(join(folder, 'model.onnx'), linearModel({ weights: [1], squash: 'Sigmoid' }));
  test = await openTestCore({ SLIPWAY_TRAINERS: join(folder, 'trainers.json') });
  await registerVersion(test, [1, -1]);
  await deploy(test);
  monitor = { id: await addMonitor(test, 'quality', 'delays'), name: 'quality' };
  const { digest } = await test.core.artifacts.store(Readable.from([Buffer.from('{"x":1}\n')]));
  const body = { digest, format: 'jsonl' } as const;
  await test.core.datasets.createDatasetVersion(test.actor, { params: { name: 'rows' }, body });
});
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true, force: true });
});

const create = async (name: string, change: Record<string, unknown>) => {
  const body = NewTrigger.parse({ name, trainer: 'copy', input: { model: name, dataset: 'rows' }, ...change });
  return test.core.retraining.triggers.create(test.actor, { body });
};
const decisions = async (name: string): Promise<TriggerDecision[]> => {
  const asked = { params: { name }, query: { limit: 50 } };
  return (await test.core.retraining.triggers.listDecisions(test.actor, asked)).items;
};
const fire = (name: string, force = false) =>
  test.core.retraining.triggers.fire(test.actor, { params: { name }, body: { why: 'a hunch', force } });
/** What the worker's clock does: due schedules become jobs, and these are done. */
const tick = async (): Promise<void> => {
  await queueDueSchedules(
    test.core.kit.db,
    new Map<string, JobKind>([[considerTriggerJob.name, considerTriggerJob as JobKind]]),
  );
  await test.settle();
};

describe('a trigger of a schedule', () => {
  it('waits for its next time, and fires at it once', async () => {
    // Ten seconds after a minute has begun, so that the next one does not begin meanwhile; never ahead of the database, by whose time jobs are due.
    const intoMinute = (test.core.kit.clock.now().getTime() / 1_000) % 60;
    test.advance(-50 - intoMinute);
    const made = await create('nightly', { conditions: [{ kind: 'schedule', cron: '* * * * *' }], cooldownSeconds: 0 });
    expect(made).toMatchObject({ lastDecision: null, needed: 1, budgetLeft: null });
    await tick();
    const waiting = await test.core.retraining.triggers.get(test.actor, { params: { name: 'nightly' } });
    expect(waiting).toMatchObject({ lastDecision: null, nextLookAt: expect.stringMatching(/:00\.000Z$/) });
    test.advance(60);
    await test.core.kit.db.pool.query(`UPDATE "Schedule" SET "nextAt" = now() WHERE "key" LIKE 'trigger:%'`);
    await tick();
    await tick();
    expect(await decisions('nightly')).toMatchObject([
      { outcome: 'fired', why: expect.stringContaining('it was due at') },
    ]);
  });
});

describe('a trigger that many ask at once', () => {
  it('answers each of them from the connection that it has: they do not wait for each other’s', async () => {
    const input = { model: 'asked', dataset: 'rows', endpoint: 'delays' };
    const conditions = [
      { kind: 'labels', rows: 1 },
      { kind: 'staleness', days: 30 },
      { kind: 'performance', monitor: 'quality' },
    ];
    await create('asked', { conditions, input });
    const answers = await Promise.all(Array.from({ length: 24 }, () => fire('asked', true)));
    expect(answers.filter(({ outcome }) => outcome === 'fired')).toHaveLength(1);
    expect(new Set(answers.map(({ reason }) => reason))).toEqual(new Set([null, 'run_under_way']));
    await test.settle();
  });
});

describe('a trigger of several conditions', () => {
  it('fires only when enough of them hold at once', async () => {
    const conditions = [
      { kind: 'performance', monitor: 'quality' },
      { kind: 'staleness', days: 30 },
    ];
    await create('both', { conditions, needed: 2, input: { model: 'delays', dataset: 'rows' } });
    await alarm(test, monitor, 'log loss .53');
    expect(await decisions('both')).toEqual([]);
    test.advance(31 * 86_400);
    await alarm(test, monitor, 'log loss .54', true);
    const [fired] = await decisions('both');
    expect(fired).toMatchObject({ outcome: 'fired', conditions: [{ met: true }, { met: true }] });
    expect(fired!.why).toMatch(
      /^performance \(quality\): log loss \.54; older than 30 d: the newest version was made at/,
    );
  });
});

describe('a person who fires a trigger', () => {
  it('is held back by its budget, and may force it; the decision says so', async () => {
    const conditions = [{ kind: 'schedule', cron: '0 0 1 1 *' }];
    await create('yearly', { conditions, cooldownSeconds: 0, budgetPerWeek: 1 });
    expect(await fire('yearly')).toMatchObject({ outcome: 'fired', why: 'a hunch' });
    expect(await fire('yearly', true)).toMatchObject({ outcome: 'held', reason: 'run_under_way' });
    await test.settle();
    expect(await fire('yearly')).toMatchObject({ outcome: 'held', reason: 'budget' });
    const forced = await fire('yearly', true);
    expect(forced.why).toMatch(/^a hunch \(forced although its budget of 1 runs in seven days is spent until/);
    await test.settle();
    const seen = await test.core.retraining.triggers.get(test.actor, { params: { name: 'yearly' } });
    expect(seen).toMatchObject({ budgetLeft: 0 });
  });

  it('twice at once starts one run', async () => {
    await create('twice', { conditions: [{ kind: 'staleness', days: 1 }], cooldownSeconds: 0 });
    const both = await Promise.all([fire('twice'), fire('twice')]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['fired', 'held']);
    await test.settle();
  });
});

describe('a back-test', () => {
  it('says when a trigger would have fired, by the windows that its monitor judged; nothing is stored', async () => {
    const before = await decisions('both');
    const tried = await test.core.retraining.triggers.backtest(test.actor, {
      params: { name: 'both' },
      query: { days: 90 },
    });
    expect(tried.fired.map(({ why }) => why)).toEqual([
      expect.stringContaining('log loss .53; older than 30 d'),
      expect.stringContaining('log loss .54; older than 30 d'),
    ]);
    expect(await decisions('both')).toEqual(before);
  });

  it('of a trigger that nobody keeps says the same as of the one that is kept', async () => {
    const stored = await test.core.retraining.triggers.get(test.actor, { params: { name: 'both' } });
    const { conditions, needed, cooldownSeconds, input } = stored;
    const asked = { name: 'not kept', trainer: 'copy', input, conditions, needed, cooldownSeconds };
    const query = { days: 90 };
    const tried = await test.core.retraining.triggers.preview(test.actor, { query, body: NewTrigger.parse(asked) });
    const known = await test.core.retraining.triggers.backtest(test.actor, { params: { name: 'both' }, query });
    expect(tried.fired).toEqual(known.fired);
    await expect(decisions('not kept')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes so many windows for an alarm as the monitor does', async () => {
    const patient = (alarmAfter: number) =>
      test.core.monitoring.updateMonitor(test.actor, {
        params: { name: 'quality' },
        body: { alarmAfter, alarmOf: alarmAfter },
      });
    const asked = { params: { name: 'both' }, query: { days: 90 } };
    await patient(3);
    expect(await test.core.retraining.triggers.backtest(test.actor, asked)).toMatchObject({ fired: [] });
    await patient(1);
  });

  it('knows the windows before its span, and by one in which the alarm only goes on does not fire', async () => {
    const { core, actor, settle } = test;
    const name = 'two of two';
    const watched = { id: await addMonitor(test, name, 'delays'), name };
    await core.monitoring.updateMonitor(actor, { params: { name }, body: { alarmAfter: 2, alarmOf: 2 } });
    await alarm(test, watched, 'the first');
    test.advance(86_400);
    await alarm(test, watched, 'the second', true);
    test.advance(3_600);
    const windowTo = core.kit.clock.now();
    const silent = { rows: 0, state: 'no_data', sentence: 'Nothing came.', features: [], ranAt: windowTo };
    const windowFrom = new Date(windowTo.getTime() - 3_600_000);
    await core.kit.db.prisma.monitorRun.create({
      data: { id: uuidv7(), monitorId: watched.id, windowFrom, windowTo, ...silent },
    });
    await settle();
    const asked = { name, trainer: 'copy', input: { model: name, dataset: 'rows' }, cooldownSeconds: 0 };
    const conditions = [{ kind: 'performance', monitor: name }];
    const body = NewTrigger.parse({ ...asked, conditions });
    const { fired } = await core.retraining.triggers.preview(actor, { query: { days: 1 }, body });
    expect(fired.map(({ why }) => why)).toEqual([expect.stringContaining('the second')]);
  });
});

describe('a change of a trigger', () => {
  const change = (body: TriggerChange) =>
    test.core.retraining.triggers.update(test.actor, { params: { name: 'changed' }, body });

  it('keeps what it leaves out, and holds the whole to the rules', async () => {
    const conditions = [
      { kind: 'staleness', days: 1 },
      { kind: 'performance', monitor: 'quality' },
    ];
    await create('changed', { conditions, needed: 2, quietHours: { from: '22:00', to: '06:00' } });
    expect(await change({ cooldownSeconds: 60, quietHours: null })).toMatchObject({
      cooldownSeconds: 60,
      quietHours: null,
      needed: 2,
      conditions: [conditions[0], conditions[1]],
    });
    await expect(change({ conditions: [{ kind: 'staleness', days: 1 }] })).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'needed' }],
    });
    expect(await change({ conditions: [{ kind: 'staleness', days: 7 }], needed: 1 })).toMatchObject({ needed: 1 });
    expect(await change({ enabled: false })).toMatchObject({ enabled: false, nextLookAt: null });
  });

  it('is refused for a trainer or a monitor that is not there', async () => {
    await expect(change({ trainer: 'nobody' })).rejects.toMatchObject({ code: 'trainer_unknown' });
    await expect(change({ conditions: [{ kind: 'drift', monitor: 'nobody' }] })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('a trigger is refused', () => {
  const cases: [string, object, string][] = [
    ['with a monitor that is not there', { conditions: [{ kind: 'drift', monitor: 'nobody' }] }, 'not_found'],
    [
      'that takes a monitor of performance for one of drift',
      { conditions: [{ kind: 'drift', monitor: 'quality' }] },
      'invalid_request',
    ],
    ['with a schedule that never is', { conditions: [{ kind: 'schedule', cron: '0 0 31 2 *' }] }, 'invalid_request'],
    [
      'with a trainer that is not listed',
      { trainer: 'nobody', conditions: [{ kind: 'staleness', days: 1 }] },
      'trainer_unknown',
    ],
    ['under a name that is taken', { name: 'Nightly', conditions: [{ kind: 'staleness', days: 1 }] }, 'already_exists'],
  ];
  it.each(cases)('%s', async (_, change, code) => {
    await expect(create('new', change as Record<string, unknown>)).rejects.toMatchObject({ code });
  });

  it.each([
    [{ conditions: [{ kind: 'labels', rows: 5 }] }, 'input.endpoint'],
    [{ conditions: [{ kind: 'staleness', days: 1 }], needed: 2 }, 'needed'],
    [{ conditions: [{ kind: 'schedule', cron: '* * * * *', timeZone: 'Mars/Olympus' }] }, 'conditions.0.timeZone'],
    [{ conditions: [{ kind: 'staleness', days: 1 }], quietHours: { from: '25:00', to: '06:00' } }, 'quietHours.from'],
    [{ conditions: [] }, 'conditions'],
  ])('by its schema: %o', (change, path) => {
    const read = NewTrigger.safeParse({
      name: 'new',
      trainer: 'copy',
      input: { model: 'm', dataset: 'rows' },
      ...change,
    });
    expect(read.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
