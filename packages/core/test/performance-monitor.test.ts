import { NewFeedback, NewMonitor, type MonitorChange } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../src/index.js';
import { logDay } from './logged-days.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await deploy(test);
});
afterAll(() => test.stop());

const day = (...day: Parameters<typeof logDay> extends [unknown, ...infer Rest] ? Rest : never) => logDay(test, ...day);

const asked = (name: string, more: object = {}) =>
  NewMonitor.parse({
    name,
    kind: 'performance',
    endpoint: 'delays',
    metric: 'accuracy',
    limit: 0.8,
    minimumRows: 100,
    closeBy: 'watermark',
    ...more,
  });
const feed = (items: { predictionId: string; actual: number | string }[]) =>
  test.core.monitoring.feedback.record(test.actor, { body: { items } });
async function watch(name: string) {
  await test.core.monitoring.runMonitor(test.actor, { params: { name } });
  await test.settle();
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, { params: { name }, query: { limit: 50 } });
  return {
    monitor: await test.core.monitoring.getMonitor(test.actor, { params: { name } }),
    states: items.toReversed().map(({ state }) => state),
    runs: items.toReversed(),
  };
}
const drifts = () => test.core.kit.db.prisma.event.count({ where: { kind: 'monitoring.drift_detected' } });

describe('a monitor of performance', () => {
  let late: { predictionId: string; actual: number }[];

  it('needs no baseline, waits for outcomes, and says how many there are', async () => {
    await feed(await day(0, 400, 90));
    late = await day(1, 400, 60);
    await day(2, 10, 90);
    await test.core.monitoring.createMonitor(test.actor, { body: asked('accuracy') });
    const { states, runs } = await watch('accuracy');
    expect(states).toEqual(['ok', 'no_data']);
    expect(runs[1]?.sentence).toContain('0 of 400 rows have an outcome');
    expect(runs[0]?.metrics.find(({ name }) => name === 'accuracy')?.value).toBe(0.9);
  });

  it('looks at a window again when its outcomes come late, and alarms once', async () => {
    await feed(late);
    expect(await watch('accuracy')).toMatchObject({ states: ['ok', 'firing'], monitor: { state: 'firing' } });
    expect(await watch('accuracy')).toMatchObject({ states: ['ok', 'firing'] });
    expect(await drifts()).toBe(1);
  });

  it('with two of three asked for, one bad window is not an alarm yet', async () => {
    await test.core.monitoring.createMonitor(test.actor, { body: asked('patient', { alarmAfter: 2, alarmOf: 3 }) });
    const first = await watch('patient');
    expect(first).toMatchObject({ states: ['ok', 'firing'], monitor: { state: 'pending' } });
    expect(first.monitor.verdict).toContain('2 such windows of 3');
    await feed(await day(2, 390, 60));
    await day(3, 10, 90);
    expect(await watch('patient')).toMatchObject({ states: ['ok', 'firing', 'firing'], monitor: { state: 'firing' } });
  });

  it('can be tried on what happened before it is kept', async () => {
    const preview = (body: ReturnType<typeof asked>) => test.core.monitoring.previewMonitor(test.actor, { body });
    expect(await preview(asked('tried'))).toMatchObject({
      alarms: 1,
      windows: [{ state: 'ok' }, { state: 'firing' }, { state: 'firing' }],
    });
    expect(await preview(asked('tried', { limit: 0.5 }))).toMatchObject({ alarms: 0 });
    expect(await test.core.monitoring.listMonitors(test.actor, { query: { limit: 50 } })).toMatchObject({
      items: [{ name: 'accuracy' }, { name: 'patient' }],
    });
  });
});

it('knows the positive class by its name, and does not take outcomes without one for perfect', async () => {
  const named = async (number: number, names: readonly [string, string]) => {
    const items = await day(number, 400, 90);
    return test.core.monitoring.feedback.record(test.actor, {
      body: { items: items.map(({ predictionId, actual }) => ({ predictionId, actual: names[actual]! })) },
    });
  };
  await named(10, ['on time', 'late']);
  await named(11, ['no', 'yes']);
  await day(12, 10, 90);
  const { windows } = await test.core.monitoring.previewMonitor(test.actor, { body: asked('names') });
  const [late, yes] = windows.filter(({ rows, sentence }) => rows > 0 || sentence.includes('positive')).slice(-2);
  expect(late).toMatchObject({ state: 'ok', rows: 400, sentence: expect.stringContaining('accuracy 0.9') });
  expect(yes).toMatchObject({ state: 'no_data', sentence: expect.stringContaining('(no, yes) is the positive class') });
});

it('keeps the outcomes of one workspace out of another that knows its prediction ids', async () => {
  const items = await day(20, 400, 90);
  const receipt = await test.core.monitoring.feedback.record(
    { ...test.actor, workspaceId: 'other' },
    { body: { items: items.map((item) => ({ ...item, actual: 'forged' })) } },
  );
  expect(receipt).toMatchObject({ matched: 0, unknown: 400 });
  expect(await feed(items)).toMatchObject({ matched: 400, replaced: 0 });
  await day(21, 10, 90);
  const { windows } = await test.core.monitoring.previewMonitor(test.actor, { body: asked('forged') });
  expect(windows.findLast(({ rows }) => rows === 400)).toMatchObject({
    state: 'ok',
    sentence: expect.stringContaining('accuracy 0.9'),
  });
});

it('refuses what looks like a prediction id only from afar', () => {
  for (const predictionId of ['0'.repeat(36), '-'.repeat(36), `${uuidv7()}/123456`, '']) {
    expect(NewFeedback.safeParse({ predictionId, actual: 1 }).success).toBe(false);
  }
  expect(NewFeedback.safeParse({ predictionId: `${uuidv7()}/12345`, actual: 1 }).success).toBe(true);
});

it('says what a monitor of performance lacks', () => {
  const parsed = NewMonitor.safeParse({ name: 'x', kind: 'performance', endpoint: 'delays' });
  expect(parsed.error?.issues[0]?.message).toContain('metric');
  expect(NewMonitor.safeParse({ name: 'x', endpoint: 'delays', alarmAfter: 3, alarmOf: 2 }).success).toBe(false);
});

it('when it alarms can be changed, within the rules of a new one', async () => {
  const change = (name: string, body: MonitorChange) =>
    test.core.monitoring.updateMonitor(test.actor, { params: { name }, body });
  await test.core.monitoring.createMonitor(test.actor, { body: asked('changed') });
  await test.core.monitoring.createMonitor(test.actor, {
    body: NewMonitor.parse({ name: 'calls', kind: 'volume', endpoint: 'delays' }),
  });
  const wanted = { limit: 0.7, alarmAfter: 2, alarmOf: 3, coolDownWindows: 4, minimumRows: 50, fromEstimate: true };
  expect(await change('changed', wanted)).toMatchObject({ ...wanted, metric: 'accuracy', enabled: true });
  expect(await change('changed', { positive: 'late' })).toMatchObject({ ...wanted, positive: 'late' });
  expect(await change('changed', { positive: null })).toMatchObject({ positive: null });
  const told = await test.core.kit.db.prisma.event.findFirst({
    where: { kind: 'monitoring.monitor_updated', subjectName: 'changed' },
    orderBy: { id: 'asc' },
  });
  expect(told).toMatchObject({ before: { limit: 0.8, alarmAfter: 1, minimumRows: 100 }, after: wanted });
  await expect(change('changed', { alarmOf: 1 })).rejects.toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'alarmOf' }],
  });
  await expect(change('calls', { limit: 1 })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('monitors of performance; calls watches volume'),
  });
  await test.core.monitoring.deleteMonitor(test.actor, { params: { name: 'calls' } });
});

it('what is compared with a reference needs one', async () => {
  const body = NewMonitor.parse({ name: 'q', kind: 'quality', endpoint: 'delays' });
  await expect(test.core.monitoring.createMonitor(test.actor, { body })).rejects.toMatchObject({ code: 'conflict' });
});

describe('without outcomes', () => {
  it('an estimate is told where earlier outcomes teach it, alarms where asked, and gives way to outcomes', async () => {
    await feed(await day(20, 600, 90));
    const unknown = await day(21, 600, 90);
    await day(22, 10, 90);
    const make = (name: string, more: object) =>
      test.core.monitoring.createMonitor(test.actor, { body: asked(name, { limit: 0.95, ...more }) });
    await make('told', {});
    await make('asked', { fromEstimate: true });
    const [told, estimated] = [(await watch('told')).runs.at(-1)!, (await watch('asked')).runs.at(-1)!];
    expect(told).toMatchObject({ state: 'no_data', metrics: [] });
    expect(told.sentence).toContain('Estimated without them: accuracy 0.');
    expect(estimated).toMatchObject({ state: 'firing', metrics: [] });
    expect(estimated.estimates.find(({ name }) => name === 'accuracy')?.value).toBeCloseTo(0.9, 1);
    await feed(unknown);
    const measured = (await watch('asked')).runs.at(-1)!;
    expect(measured).toMatchObject({ state: 'firing', rows: 600, windowFrom: estimated.windowFrom });
    expect(measured.metrics.find(({ name }) => name === 'accuracy')?.value).toBe(0.9);
    expect((await watch('told')).runs.at(-1)).toMatchObject({ state: 'firing', rows: 600 });
  });

  it('a slice is measured by its own rows', async () => {
    await feed(await day(30, 400, 90));
    await day(31, 10, 90);
    const slice = { feature: 'hour', value: '1' };
    const whole = await test.core.monitoring.previewMonitor(test.actor, { body: asked('slice', { slice }) });
    expect(whole.windows.at(-1)).toMatchObject({ rows: 400 });
    const none = asked('slice', { slice: { feature: 'hour', value: '2' } });
    expect((await test.core.monitoring.previewMonitor(test.actor, { body: none })).windows.at(-1)).toMatchObject({
      rows: 0,
    });
  });
});

it('does not take a busy hour, of which less was logged, for a small one', async () => {
  // 400 quiet rows, all right, and 1,600 busy ones, all wrong, of which a quarter was logged.
  await feed(await day(40, 400, 100));
  await feed(await day(40, 400, 0, 0.25));
  await day(41, 10, 90);
  const { windows } = await test.core.monitoring.previewMonitor(test.actor, { body: asked('evenly') });
  const busy = windows.findLast(({ rows }) => rows > 0);
  expect(busy?.rows).toBeCloseTo(500, -1);
  expect(busy?.sentence).toContain('accuracy 0.2');
});

it('holds outcomes against the score of the last class, also where the log sorts its name before others', async () => {
  const { id, schema } = await test.core.serving.requireEndpoint(test.actor, 'delays');
  const classes = ['on time', 'late'];
  const outputs = [{ name: 'p', datatype: 'FP32', shape: [-1, 2], role: 'score', classes }];
  const change = (data: object) => test.core.kit.db.prisma.endpoint.update({ where: { id }, data });
  await change({ schema: { ...(schema as object), outputs } });
  const said = await day(50, 400, 90, 1, (late) => ({ score: { 'on time': 1 - late, late } }));
  await feed(said.map(({ predictionId, actual }) => ({ predictionId, actual: classes[actual]! })));
  await day(51, 10, 90);
  const body = asked('by class', { metric: 'auc', limit: 0.5 });
  const { windows } = await test.core.monitoring.previewMonitor(test.actor, { body });
  await change({ schema: schema as object });
  expect(windows.findLast(({ rows }) => rows > 0)?.sentence).toContain('auc 0.9');
});
