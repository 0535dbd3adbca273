import type { LoggedEvent } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { auditCsv, auditJsonLines } from './audit-export.js';

const event: LoggedEvent = {
  id: '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee',
  seq: 7,
  at: '2026-05-12T12:00:00Z',
  kind: 'registry.alias_moved',
  actor: { kind: 'user', id: null, name: 'ada' },
  subjectKind: 'model',
  subjectName: 'churn',
  endpoint: null,
  why: 'better, by far',
  before: { version: 1 },
  after: { version: 2 },
  requestId: null,
  hash: 'abc',
};

it('auditCsv writes one line an event', () => {
  expect(auditCsv([event]).split('\r\n')[1]).toBe(
    '7,2026-05-12T12:00:00Z,registry.alias_moved,user,ada,model,churn,,"better, by far","{""version"":1}","{""version"":2}",,abc',
  );
});
it('auditJsonLines writes events that read back the same', () =>
  expect(JSON.parse(auditJsonLines([event]))).toEqual(event));
