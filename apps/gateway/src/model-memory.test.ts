import { beforeEach, describe, expect, test, vi } from 'vitest';
import { choosePutAway, ModelMemory, type Resident } from './model-memory.js';

const MB = 1_048_576;

interface Fake extends Resident {
  state: Resident['state'];
  memoryBytes: number;
  outstanding: number;
  isPinned: boolean;
  lastAskedMs: number;
}

const fake = (label: string, mb: number, more: Partial<Fake> = {}): Fake => {
  const model: Fake = {
    label,
    memoryBytes: mb * MB,
    state: 'put_away',
    isPinned: false,
    outstanding: 0,
    lastAskedMs: 0,
    measure: () => Promise.resolve(),
    putAway: () => {
      model.state = 'put_away';
      return Promise.resolve();
    },
    ...more,
  };
  return model;
};
const start = (model: Fake) => () => {
  model.state = 'ready';
  return Promise.resolve();
};

describe('who makes room', () => {
  const old = fake('old', 10, { lastAskedMs: 1 });
  const middle = fake('middle', 10, { lastAskedMs: 2 });
  const young = fake('young', 10, { lastAskedMs: 3 });
  const all = [young, old, middle];
  test.each([
    ['nobody while there is room', all, 0, []],
    ['nobody where there is more than enough', all, -5, []],
    ['the one not asked longest', all, 4, ['old']],
    ['as many as are needed', all, 11, ['old', 'middle']],
    ['nobody when all are not enough', all, 31, null],
    ['none that is asked now', [{ ...old, outstanding: 1 }, middle, young], 4, ['middle']],
    ['none that a rollout compares', [{ ...old, isPinned: true }, middle, young], 4, ['middle']],
  ])('%s', (_name, loaded, mb, expected) => {
    expect(choosePutAway(loaded, mb * MB)?.map(({ label }) => label) ?? null).toEqual(expected);
  });
});

describe('a budget of 20 MB', () => {
  let memory: ModelMemory;
  let a: Fake;
  let b: Fake;
  beforeEach(async () => {
    memory = new ModelMemory(20 * MB);
    [a, b] = [fake('a', 9, { lastAskedMs: 1 }), fake('b', 9, { lastAskedMs: 2 })];
    await Promise.all([memory.load(a, start(a)), memory.load(b, start(b))]);
  });

  test('holds two, and a third takes the place of the older one', async () => {
    expect([a.state, b.state, memory.usedBytes]).toEqual(['ready', 'ready', 18 * MB]);
    const c = fake('c', 9);
    await memory.load(c, start(c));
    expect([a.state, b.state, c.state, memory.away]).toEqual(['put_away', 'ready', 'ready', 1]);
    expect([memory.loads, memory.putAways]).toEqual([3, 1]);
  });

  test('waits for one that is asked now to end', async () => {
    [a.outstanding, b.outstanding] = [1, 1];
    const c = fake('c', 9);
    const loading = memory.load(c, start(c));
    setTimeout(() => (b.outstanding = 0), 60);
    await loading;
    expect([a.state, b.state]).toEqual(['ready', 'put_away']);
  });

  test('refuses after 5 s, and says when to come again', async () => {
    vi.useFakeTimers();
    try {
      [a.outstanding, b.isPinned] = [1, true];
      const c = fake('c', 9);
      const refused = expect(memory.load(c, start(c))).rejects.toMatchObject({
        status: 503,
        code: 'overloaded',
        reason: 'memory',
        message: expect.stringContaining('c needs 9.0 MB') as string,
        headers: { 'retry-after': '1' },
      });
      await vi.advanceTimersByTimeAsync(5_100);
      await refused;
      expect([a.state, b.state]).toEqual(['ready', 'ready']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a model that turns out bigger makes more room, or goes itself', async () => {
    const c = fake('c', 1, { measure: () => Promise.resolve(void (c.memoryBytes = 15 * MB)) });
    await memory.load(c, start(c));
    expect([a.state, b.state, c.state]).toEqual(['put_away', 'put_away', 'ready']);
    const d = fake('d', 1, { measure: () => Promise.resolve(void (d.memoryBytes = 30 * MB)) });
    c.outstanding = 1;
    await expect(memory.load(d, start(d))).rejects.toMatchObject({ code: 'model_too_large', status: 503 });
    expect([c.state, d.state]).toEqual(['ready', 'put_away']);
  });

  test('one that is larger than all of it is never loaded', async () => {
    const big = fake('big', 21);
    await expect(memory.load(big, start(big))).rejects.toThrow(
      'big takes 21.0 MB, more than the 20.0 MB that all versions',
    );
    expect([a.state, b.state, big.state]).toEqual(['ready', 'ready', 'put_away']);
  });

  test('who grew makes room by itself', async () => {
    b.measure = () => Promise.resolve(void (b.memoryBytes = 12 * MB));
    await memory.keepWithin();
    expect([a.state, b.state]).toEqual(['put_away', 'ready']);
  });

  test('a model that was closed takes nothing any more', () => {
    memory.forget(a);
    expect(memory.usedBytes).toBe(9 * MB);
  });
});

test('without a limit everything stays', async () => {
  const memory = new ModelMemory(null);
  const models = [fake('a', 1_000), fake('b', 100_000)];
  await Promise.all(models.map((model) => memory.load(model, start(model))));
  expect(models.map(({ state }) => state)).toEqual(['ready', 'ready']);
});
