import { NewMonitor } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FeedbackRepository } from '../src/monitoring/feedback.repository.js';
import { logDay, type LoggedOutcome } from './logged-days.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
beforeAll(async () => {
  test = await openTestCore();
  await registerVersion(test, [1, -1]);
  await deploy(test);
});
afterAll(() => test.stop());
const original = FeedbackRepository.prototype.outcomes;

const feed = (items: readonly LoggedOutcome[]) =>
  test.core.monitoring.feedback.record(test.actor, { body: { items: [...items] } });
const create = (name: string, more: object = {}) =>
  test.core.monitoring.createMonitor(test.actor, {
    body: NewMonitor.parse({
      name,
      kind: 'performance',
      endpoint: 'delays',
      metric: 'accuracy',
      limit: 0.8,
      minimumRows: 100,
      closeBy: 'watermark',
      ...more,
    }),
  });
async function watch(name: string) {
  await test.core.monitoring.runMonitor(test.actor, { params: { name } });
  await test.settle();
  const { items } = await test.core.monitoring.listMonitorRuns(test.actor, { params: { name }, query: { limit: 200 } });
  return {
    monitor: await test.core.monitoring.getMonitor(test.actor, { params: { name } }),
    states: items.toReversed().map(({ state }) => state),
  };
}

describe('outcomes that come later than the next windows', () => {
  const told = () =>
    test.core.kit.db.prisma.event.findMany({
      where: { subjectName: 'weeks late', kind: { in: ['monitoring.drift_detected', 'monitoring.drift_ended'] } },
      orderBy: { at: 'asc' },
      select: { kind: true },
    });
  const kinds = async () => (await told()).map(({ kind }) => kind);
  let [oldest, calm, bad, good]: LoggedOutcome[][] = [];

  it('alarm all the same, and no window without outcomes ends the alarm', async () => {
    oldest = await logDay(test, 0, 400, 60);
    calm = await logDay(test, 1, 400, 90);
    bad = await logDay(test, 2, 400, 60);
    good = await logDay(test, 3, 400, 90);
    await logDay(test, 4, 10, 90);
    await create('weeks late');
    await watch('weeks late');
    await feed([...calm!, ...bad!]);
    const first = await watch('weeks late');
    expect(first.states).toEqual(['no_data', 'ok', 'firing', 'no_data']);
    expect(first.monitor).toMatchObject({ state: 'firing', verdict: expect.stringContaining('accuracy 0.6') });
    expect(await kinds()).toEqual(['monitoring.drift_detected']);
    await logDay(test, 5, 10, 90);
    const next = await watch('weeks late');
    expect(next).toMatchObject({
      monitor: { state: 'firing', verdict: expect.stringMatching(/accuracy 0\.6 .* the alarm goes on\.$/) },
    });
    expect(await kinds()).toHaveLength(1);
  });

  it('end it where they are good, and only a newer window does', async () => {
    await feed(good!);
    expect(await watch('weeks late')).toMatchObject({ monitor: { state: 'ok' } });
    expect(await kinds()).toEqual(['monitoring.drift_detected', 'monitoring.drift_ended']);
    await feed(oldest!);
    const late = await watch('weeks late');
    expect(late.states).toEqual(['firing', 'ok', 'firing', 'ok', 'no_data']);
    expect(late.monitor).toMatchObject({ state: 'ok', verdict: expect.stringContaining('accuracy 0.9') });
  });
});

describe('windows that wait for outcomes', () => {
  const FIRST = 10;
  const DAYS = 60;
  const MIDDLE = FIRST + 30;
  const MIDDLE_DATE = '2026-02-14';
  let outcomes: LoggedOutcome[];

  it('do not keep new ones from being compared, however many they are', async () => {
    for (let day = FIRST; day < FIRST + DAYS; day += 1)
      if (day === MIDDLE) outcomes = await logDay(test, day, 400, 60);
      else await logDay(test, day, 10, 90);
    await logDay(test, FIRST + DAYS, 400, 60);
    await logDay(test, FIRST + DAYS + 1, 10, 90);
    await create('many wait');
    await watch('many wait');
    const { states } = await watch('many wait');
    // Six days before, one stretch without predictions, and these.
    expect(states).toHaveLength(6 + 1 + DAYS + 1);
  });

  it('are looked at when theirs come, and only then', async () => {
    const judged: string[] = [];
    const reading = vi.spyOn(FeedbackRepository.prototype, 'outcomes').mockImplementation(async function (
      this: FeedbackRepository,
      of,
      window,
    ) {
      judged.push(window.from.toISOString().slice(0, 10));
      return original.call(this, of, window);
    });
    const idle = await watch('many wait');
    expect(judged).not.toContain(MIDDLE_DATE);
    judged.length = 0;
    await feed(outcomes);
    test.advance(60);
    const { monitor } = await watch('many wait');
    reading.mockRestore();
    expect(judged).toContain(MIDDLE_DATE);
    expect(judged.filter((date) => date < MIDDLE_DATE)).toEqual([]);
    expect(monitor.state).toBe('firing');
    const params = { name: 'many wait' };
    const off = await test.core.monitoring.updateMonitor(test.actor, { params, body: { enabled: false } });
    expect(off).toMatchObject({ enabled: false, state: 'no_data' });
    const ended = await test.core.kit.db.prisma.event.findFirst({
      where: { kind: 'monitoring.drift_ended', subjectName: 'many wait' },
      orderBy: { id: 'desc' },
    });
    expect(ended).toMatchObject({ actorName: 'Ada', why: 'The monitor was turned off.' });
    await test.core.monitoring.updateMonitor(test.actor, { params, body: { enabled: true } });
    test.advance(60);
    const [before, after] = [idle, await watch('many wait')].map((one) => Date.parse(one.monitor.lastRunAt ?? ''));
    expect(after! - before!).toBeGreaterThanOrEqual(120_000);
  });

  it('are looked at again when fewer outcomes are asked for', async () => {
    await create('asks much', { minimumRows: 500 });
    await watch('asks much');
    expect((await watch('asks much')).states).not.toContain('ok');
    // Long since read, so that no outcome is what brings the windows back.
    await test.core.kit.db.prisma.feedback.updateMany({ data: { receivedAt: new Date(Date.now() - 3_600_000) } });
    const params = { name: 'asks much' };
    await test.core.monitoring.updateMonitor(test.actor, { params, body: { minimumRows: 100 } });
    expect((await watch('asks much')).states.slice(0, 3)).toEqual(['firing', 'ok', 'firing']);
  });

  it('begin no alarm of a monitor that is turned off while it looks at them', async () => {
    await create('turned off');
    const params = { name: 'turned off' };
    const reading = vi.spyOn(FeedbackRepository.prototype, 'outcomes').mockImplementationOnce(async function (
      this: FeedbackRepository,
      of,
      window,
    ) {
      await test.core.monitoring.updateMonitor(test.actor, { params, body: { enabled: false } });
      return original.call(this, of, window);
    });
    const { monitor, states } = await watch('turned off');
    reading.mockRestore();
    expect({ state: monitor.state, states }).toEqual({ state: 'no_data', states: [] });
  });
});
