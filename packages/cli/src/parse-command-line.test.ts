import { expect, test } from 'vitest';
import { parseCommandLine } from './parse-command-line.js';

test.each([
  ['rollouts list', /^There is no command `rollouts list`\. .* begin alike:\n {2}slipway rollout /],
  ['model', /begin alike:\n {2}slipway models list/],
  ['rollout frobnicate', /^Usage:\n {2}slipway rollout list/],
  ['frobnicate now', /^There is no command `frobnicate now`\. `slipway help` lists them\.$/],
  ['x', /lists them\.$/],
])('%s is no command: what may be meant is told', (line, text) => {
  expect(() => parseCommandLine(line.split(' '))).toThrow(text);
});
