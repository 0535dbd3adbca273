import { EVENT_KINDS, type LoggedEvent } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { eventWords } from './event-words.js';

const ID = '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
const event: LoggedEvent = {
  id: ID,
  seq: 1,
  at: '2026-05-12T12:00:00Z',
  kind: 'rollouts.rolled_back',
  actor: { kind: 'system', id: null, name: 'worker' },
  subjectKind: 'rollout',
  subjectName: 'v2 to v3',
  endpoint: 'flight-delay',
  why: 'errors 4.1x',
  before: null,
  after: { rolloutId: ID },
  requestId: null,
  hash: 'h',
};
const words = (change: Partial<LoggedEvent>) => {
  const { actor, did, subject, path } = eventWords({ ...event, ...change });
  return [`${actor} ${did} ${subject}`, path];
};

describe('eventWords', () => {
  it('says who did what to which thing, and where it is', () =>
    expect(words({})).toEqual(['Slipway rolled back the rollout flight-delay v2 to v3', `/rollouts/${ID}`]));
  it('never shows a raw id', () =>
    expect(words({ subjectName: ID })[0]).toBe('Slipway rolled back the rollout rollout of flight-delay'));
  it('fills in what it became', () => {
    const moved = {
      kind: 'registry.alias_moved',
      subjectKind: 'model',
      subjectName: 'churn',
      actor: { kind: 'user' as const, id: '1', name: 'ada' },
      after: { alias: 'champion', version: 3 },
    };
    expect(words(moved)).toEqual(['ada moved champion to v3 of churn', '/models/churn/versions/3']);
  });
  it.each(EVENT_KINDS)('has words for %s', (kind) => {
    const known = { version: 3, alias: 'champion', dataset: 'june@2', model: 'delays', stage: 'production' };
    const after = { ...known, replicas: 2 };
    const { did } = eventWords({ ...event, kind, after });
    expect(did).toMatch(/^[a-z]/);
    expect(did).not.toMatch(/[_{}]|undefined|: *$/);
  });
  it('says an unknown kind in its own words', () =>
    expect(words({ kind: 'registry.card_signed', subjectKind: 'model', subjectName: 'churn', after: null })).toEqual([
      'Slipway card signed: churn',
      '/models/churn',
    ]));
  it('does not link what is gone', () =>
    expect(
      words({ kind: 'registry.model_deleted', subjectKind: 'model', subjectName: 'churn', after: null })[1],
    ).toBeNull());
});
