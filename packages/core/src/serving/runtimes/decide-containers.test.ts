import { describe, expect, test } from 'vitest';
import type { SeenContainer } from '../../kernel/docker/docker-engine.js';
import { decideContainers, nextStartMs, type ContainerGroup, type ContainerRow } from './decide-containers.js';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);

const group: ContainerGroup = { group: 'v1 small', family: 'v1', replicas: 2, failedAt: [] };
const row = (id: string, change: Partial<ContainerRow> = {}): ContainerRow => ({
  id,
  group: 'v1 small',
  family: 'v1',
  state: 'ready',
  containerId: `c-${id}`,
  createdAt: ago(100),
  drainingAt: null,
  ...change,
});
const seen = (rowId: string | null, change: Partial<SeenContainer> = {}) => ({
  rowId,
  seen: {
    id: `c-${rowId}`,
    labels: {},
    state: 'running' as const,
    address: '10.0.0.2',
    exitCode: null,
    reason: null,
    ...change,
  },
});
const decide = (rows: ContainerRow[], containers: ReturnType<typeof seen>[], groups = [group]) =>
  decideContainers({ groups, rows, containers, now });
const draining = { state: 'draining', drainingAt: ago(4) };

describe('containers are started', () => {
  test('as many as are wanted', () => {
    expect(decide([], [])).toEqual([
      { do: 'start', group: 'v1 small' },
      { do: 'start', group: 'v1 small' },
    ]);
    expect(decide([row('a')], [seen('a')])).toEqual([{ do: 'start', group: 'v1 small' }]);
    expect(decide([row('a'), row('b')], [seen('a'), seen('b')])).toEqual([]);
  });
  test('beside one that drains', () => {
    const rows = [row('a'), row('b', { state: 'draining', drainingAt: ago(1) })];
    expect(decide(rows, [seen('a'), seen('b')])).toEqual([{ do: 'start', group: 'v1 small' }]);
  });
  test('not twice while the first one is being made', () => {
    const made = [
      row('a', { containerId: null, createdAt: ago(1) }),
      row('b', { containerId: null, createdAt: ago(1) }),
    ];
    expect(decide(made, [])).toEqual([]);
  });
  test('again only after a wait that doubles with each failure', () => {
    expect(decide([], [], [{ ...group, failedAt: [ago(0.5)] }])).toEqual([]);
    expect(decide([], [], [{ ...group, failedAt: [ago(1)] }])).toHaveLength(2);
    expect(decide([], [], [{ ...group, failedAt: [ago(3), ago(4), ago(5)] }])).toEqual([]);
    expect(nextStartMs([ago(1), ago(2), ago(3)], now)).toBe(ago(1).getTime() + 4_000);
    expect(
      nextStartMs(
        Array.from({ length: 20 }, () => ago(1)),
        now,
      ),
    ).toBe(ago(1).getTime() + 60_000);
    expect(nextStartMs([ago(601)], now)).toBe(0);
  });
});

describe('containers end', () => {
  test('one that ended by itself is a failure, with its reason, and is replaced', () => {
    const oom = { state: 'ended' as const, exitCode: 137, reason: 'out of memory' };
    expect(decide([row('a'), row('b')], [seen('a', oom), seen('b')])).toEqual([
      { do: 'end', id: 'a', containerId: 'c-a', exitCode: 137, failed: true, why: 'out of memory' },
      { do: 'start', group: 'v1 small' },
    ]);
  });
  test('one that somebody removed is a failure; one that was never started is not', () => {
    expect(decide([row('a'), row('b')], [seen('b')])[0]).toMatchObject({ do: 'end', id: 'a', failed: true });
    const lost = row('a', { containerId: null, createdAt: ago(61) });
    expect(decide([lost, row('b')], [seen('b')])[0]).toMatchObject({ do: 'end', id: 'a', failed: false });
  });
  test('one that drained long enough is stopped, and its end is as wanted', () => {
    const one = [{ ...group, replicas: 1 }];
    expect(decide([row('a'), row('b', draining)], [seen('a'), seen('b')], one)).toEqual([
      { do: 'stop', id: 'b', containerId: 'c-b' },
    ]);
    const early = row('b', { state: 'draining', drainingAt: ago(2) });
    expect(decide([row('a'), early], [seen('a'), seen('b')], one)).toEqual([]);
    const stopped = seen('b', { state: 'ended', exitCode: 0, reason: 'it ended by itself with exit code 0' });
    expect(decide([row('a'), row('b', draining)], [seen('a'), stopped], one)).toEqual([
      { do: 'end', id: 'b', containerId: 'c-b', exitCode: 0, failed: false, why: 'stopped, as wanted' },
    ]);
  });
  test('a container without a live row is removed', () => {
    expect(decide([row('a'), row('b')], [seen('a'), seen('b'), seen(null), seen('gone')])).toEqual([
      { do: 'remove', containerId: 'c-null' },
      { do: 'remove', containerId: 'c-gone' },
    ]);
  });
});

describe('containers drain', () => {
  test('when fewer are wanted: unready ones first, then the newest', () => {
    const rows = [
      row('new', { createdAt: ago(5) }),
      row('old'),
      row('unready', { state: 'unready', createdAt: ago(500) }),
    ];
    const acts = decide(
      rows,
      rows.map(({ id }) => seen(id)),
      [{ ...group, replicas: 1 }],
    );
    expect(acts.map((act) => act.do === 'drain' && act.id)).toEqual(['new', 'unready']);
  });
  test('when nobody wants the version any more', () => {
    expect(decide([row('a')], [seen('a')], [])).toEqual([
      { do: 'drain', id: 'a', why: 'the version is not served here any more' },
    ]);
  });
  test('with other settings only once the successors are ready', () => {
    const bigger = { ...group, group: 'v1 big', replicas: 1 };
    const next = (state: string) => row('b', { group: 'v1 big', state });
    expect(decide([row('a'), next('starting')], [seen('a'), seen('b')], [bigger])).toEqual([]);
    expect(decide([row('a'), next('ready')], [seen('a'), seen('b')], [bigger])).toMatchObject([
      { do: 'drain', id: 'a' },
    ]);
  });
});
