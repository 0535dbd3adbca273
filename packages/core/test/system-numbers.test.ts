import { expect, it } from 'vitest';
import { uuidv7 } from '../src/kernel/uuid.js';
import { readSystemNumbers } from '../src/overview/index.js';
import { openTestCore } from './test-core.js';

const at = (minute: number): Date => new Date(Date.UTC(2001, 1, 1, 0, minute));
const watched = (feature: string, effect: number | null, verdict: string) => ({ feature, effect, verdict });

it('the numbers of the moment are due jobs, rollouts under way, and the newest window of each monitor', async () => {
  const { core, stop } = await openTestCore();
  const { db } = core.kit;
  expect(await readSystemNumbers(db, new Date())).toEqual({ jobs: [], rollouts: [], drift: [], costs: [] });

  const job = { workspaceId: 'default', name: 'a.b', queue: 'work', payload: {}, createdBy: 'ada' };
  await db.prisma.job.createMany({
    data: [
      { ...job, id: uuidv7(), runAt: at(0) },
      { ...job, id: uuidv7(), runAt: at(1) },
      { ...job, id: uuidv7(), runAt: new Date('2999-01-01') },
      { ...job, id: uuidv7(), state: 'running', startedAt: at(2) },
      { ...job, id: uuidv7(), state: 'done' },
    ],
  });
  const versions = { model: 'late', fromVersion: 1, toModel: 'late', toVersion: 2, steps: [], policy: {} };
  const rollout = {
    ...versions,
    workspaceId: 'default',
    endpointId: uuidv7(),
    endpoint: 'late',
    strategy: 'canary',
    fromVersionId: uuidv7(),
    toVersionId: uuidv7(),
    state: 'running',
    wantedBp: 1_000,
    firstConfig: 2,
    startedBy: 'ada',
  };
  await db.prisma.rollout.createMany({
    data: [
      { ...rollout, id: uuidv7() },
      { ...rollout, id: uuidv7(), state: 'promoted', endedAt: at(3) },
    ],
  });
  const monitor = {
    workspaceId: 'default',
    kind: 'drift',
    endpointId: rollout.endpointId,
    window: 'day',
    closeBy: 'event_time',
    everySeconds: 60,
    alpha: 0.01,
    floor: 0.1,
    minimumRows: 100,
  };
  const [watching, resting] = [uuidv7(), uuidv7()];
  await db.prisma.monitor.createMany({
    data: [
      { ...monitor, id: watching, name: 'watching', nameKey: 'watching' },
      { ...monitor, id: resting, name: 'resting', nameKey: 'resting', enabled: false },
    ],
  });
  const run = (monitorId: string, minute: number, features: object[]) => ({
    id: uuidv7(),
    monitorId,
    windowFrom: at(minute),
    windowTo: at(minute + 1),
    rows: 500,
    state: 'drifting',
    sentence: '',
    features,
    ranAt: at(9),
  });
  await db.prisma.monitorRun.createMany({
    data: [
      run(watching, 0, [watched('distance', 0.9, 'drift')]),
      run(watching, 1, [
        watched('carrier', 0.02, 'none'),
        watched('distance', 0.3, 'drift'),
        watched('tail', null, 'no_data'),
      ]),
      run(resting, 1, [watched('distance', 0.5, 'drift')]),
    ],
  });

  const { jobs, rollouts, drift } = await readSystemNumbers(db, new Date());
  expect(new Set(jobs)).toEqual(
    new Set([
      {
        queue: 'work',
        state: 'waiting',
        count: 2,
        oldestSeconds: expect.closeTo((Date.now() - at(0).getTime()) / 1000, -2),
      },
      {
        queue: 'work',
        state: 'running',
        count: 1,
        oldestSeconds: expect.closeTo((Date.now() - at(2).getTime()) / 1000, -2),
      },
    ]),
  );
  expect(rollouts).toEqual([
    { workspace: 'default', endpoint: 'late', strategy: 'canary', state: 'running', share: 0.1 },
  ]);
  expect(drift).toEqual([
    { workspace: 'default', monitor: 'watching', feature: 'distance', effect: 0.3, drifted: true },
    { workspace: 'default', monitor: 'watching', feature: 'carrier', effect: 0.02, drifted: false },
  ]);
  await stop();
});
