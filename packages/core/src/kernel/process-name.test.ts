import { expect, it } from 'vitest';
import { processName } from './process-name.js';

it('two containers whose only process is 1 have two names', () => {
  const one = processName('worker', { host: 'a', pid: 1, random: '0f3c' });
  expect(one).toBe('worker:a:1-0f3c');
  expect(processName('worker', { host: 'b', pid: 1, random: '0f3c' })).not.toBe(one);
  expect(processName('worker')).not.toBe(processName('worker'));
});
