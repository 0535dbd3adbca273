import { expect, it } from 'vitest';
import { refusalOf } from './problem.js';

const withCode = (code: string, more: object = {}): Error =>
  Object.assign(new Error('secret detail'), { code, ...more });

it.each([
  ['a refused connection', withCode('ECONNREFUSED'), 'unavailable'],
  [
    'both addresses refused',
    Object.assign(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]), { code: 'ECONNREFUSED' }),
    'unavailable',
  ],
  ['a database that shuts down', withCode('57P01'), 'unavailable'],
  ['a full pool', new Error('timeout exceeded when trying to connect'), 'unavailable'],
  [
    'a driver error inside Prisma',
    withCode('P2010', { meta: { driverAdapterError: { cause: { kind: 'ConnectionClosed' } } } }),
    'unavailable',
  ],
  ['a race that both tried to win', withCode('P2034'), 'conflict'],
  ['a race for a name', withCode('P2002'), 'already_exists'],
  ['a full disk', withCode('ENOSPC'), 'storage_full'],
  ['a body that is too large', withCode('FST_ERR_CTP_BODY_TOO_LARGE', { statusCode: 413 }), 'too_large'],
  ['a broken upload', new Error('Unexpected end of multipart data'), 'invalid_request'],
  ['a bug', new TypeError('x is not a function'), 'internal'],
  ['a thrown string', 'oops', 'internal'],
])('%s is %3$s and tells nothing else', (_name, thrown, code) => {
  const { error } = refusalOf(thrown);
  expect(error.code).toBe(code);
  expect(error.message).not.toContain('secret');
});
