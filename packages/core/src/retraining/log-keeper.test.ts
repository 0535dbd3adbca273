import { expect, it } from 'vitest';
import { LogKeeper } from './log-keeper.js';

it('keeps texts in their order, however long each takes, and goes on after one that cannot be kept', async () => {
  const kept: string[] = [];
  const lasts = [20, 0, 5];
  const keeper = new LogKeeper(async (log) => {
    await new Promise((resolve) => setTimeout(resolve, lasts.shift()));
    if (log === 'b') throw new Error('the database is away');
    kept.push(log);
  });
  for (const log of ['a', 'b', 'c']) keeper.keep(log);
  await keeper.settled();
  expect(kept).toEqual(['a', 'c']);
});
