import { allEndpoints } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  deploySnippet,
  requestAliasSnippet,
  startEvaluationSnippet,
  startRolloutSnippet,
  tellSnippet,
  trainSnippet,
  uploadDatasetSnippet,
  uploadModelSnippet,
  watchSnippet,
} from './snippets.js';

beforeAll(() => vi.stubGlobal('window', { location: { origin: 'http://slipway.test' } }));
afterAll(() => vi.unstubAllGlobals());

/** Each line of curl as the operation that it calls, and the JSON that it sends. */
const callsOf = (code: string) =>
  code
    .split('\n')
    .filter((line) => line.startsWith('curl '))
    .map((line) => {
      const path = /"\$U([^"]+)"/.exec(line)?.[1] ?? '';
      const body = /--json '([^']+)'/.exec(line)?.[1];
      const operation = allEndpoints.find(
        (each) => each.method === 'POST' && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
      );
      return { path, operation, body: body === undefined ? undefined : (JSON.parse(body) as unknown) };
    });

it.each([
  ['uploadModelSnippet', () => uploadModelSnippet('my-model'), 1],
  ['uploadDatasetSnippet', () => uploadDatasetSnippet('my-dataset'), 1],
  ['startEvaluationSnippet', () => startEvaluationSnippet('my-model', 1, 'my-dataset'), 1],
  ['deploySnippet', () => deploySnippet('my-endpoint', 'my-model'), 1],
  ['startRolloutSnippet', () => startRolloutSnippet('my-endpoint', 'my-model', 2), 1],
  ['watchSnippet', () => watchSnippet('my-endpoint', 'my-model', 1), 2],
  ['trainSnippet', () => trainSnippet('my-trainer'), 1],
  ['tellSnippet', () => tellSnippet(), 2],
  ['requestAliasSnippet', () => requestAliasSnippet('my-model', 'champion'), 1],
])('%s sends what its operation takes', (_, snippet, count) => {
  const calls = callsOf(snippet()[0]!.code);
  expect(calls).toHaveLength(count);
  for (const { path, operation, body } of calls) {
    expect(operation, path).toBeDefined();
    const schema = operation?.body;
    if (typeof schema === 'object') expect(schema.safeParse(body), path).toMatchObject({ success: true });
    else expect(body).toBeUndefined();
  }
});
