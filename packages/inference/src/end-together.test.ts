import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { endTogether } from './end-together.js';

test('answers of one turn leave in order after the last of them was made', async () => {
  const sent: unknown[] = [];
  const to = (name: string) => ({ end: (body: string) => sent.push([name, body]) }) as unknown as ServerResponse;
  for (const name of ['a', 'b']) void Promise.resolve().then(() => endTogether(to(name), `for ${name}`));
  await Promise.resolve().then(() => expect(sent).toEqual([]));
  await new Promise(process.nextTick);
  expect(sent).toEqual([
    ['a', 'for a'],
    ['b', 'for b'],
  ]);
  endTogether(to('c'), 'later');
  await new Promise(process.nextTick);
  expect(sent).toHaveLength(3);
});
