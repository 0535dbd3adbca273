import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { LimitRefusal } from './data-plane-error.js';
import { controlRepository } from './repository-control.js';

/** Asks to load an endpoint whose version was put away, and is kept away by an error. */
function load(error: Error): Promise<void> {
  const model = {
    state: 'put_away',
    detail: '',
    bringBack: () => {
      if (!(error instanceof LimitRefusal)) Object.assign(model, { state: 'failed', detail: error.message });
      return Promise.reject(error);
    },
  };
  const served = { route: { workspaceId: 'w' }, variants: [{ variant: { version: 3 }, model }] };
  const plane = { routes: { find: () => served } };
  const credential = { workspaceId: 'w', scopes: ['admin'] };
  const request = Object.assign(Readable.from([]), { headers: {} });
  return controlRepository(plane as never, { endpoint: 'churn', act: 'load', credential: credential as never }, {
    request,
  } as never);
}

test('a version that does not load is told as failed, with its reason', () =>
  expect(load(new Error('no such file'))).rejects.toMatchObject({
    status: 503,
    code: 'variant_failed',
    message: "failed to load 'churn': v3: no such file",
  }));

test('memory that has no room is told as it is', () =>
  expect(load(new LimitRefusal(503, 'overloaded', 'memory', 'No room.'))).rejects.toMatchObject({
    code: 'overloaded',
  }));
