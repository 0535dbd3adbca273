import type { IncidentDetail } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { effectWords, incidentVerdict, notesOf, postMortem } from './incident-words.js';

const now = Date.parse('2026-05-12T15:00:00Z');
const id = '01a1ff33-5994-7827-83d2-b3dada333cb2';
const event = (kind: string, why: string): IncidentDetail['events'][number] => ({
  id,
  seq: 1,
  at: '2026-05-12T14:05:00Z',
  kind,
  actor: { kind: 'user', id: 'u', name: 'Ada' },
  subjectKind: 'alert',
  subjectName: 'Drift at delays',
  endpoint: 'delays',
  why,
  before: null,
  after: { incidentId: id },
  requestId: null,
  hash: '',
});
const incident = (change: Partial<IncidentDetail> = {}): IncidentDetail => ({
  id,
  endpoint: 'delays',
  title: 'Drift at delays',
  severity: 'critical',
  state: 'firing',
  alerts: 1,
  did: ['Started the trainer.'],
  startedAt: '2026-05-12T14:00:00Z',
  endedAt: null,
  effect: { requests: 2_000, errors: 30 },
  alertList: [
    {
      id,
      rule: 'drift',
      topic: 'drift',
      severity: 'critical',
      state: 'firing',
      title: 'Drift at delays',
      summary: 'distance\nD 0.2',
      did: null,
      endpoint: 'delays',
      evidencePath: '/',
      startedAt: '2026-05-12T14:00:00Z',
      acknowledgedAt: null,
      acknowledgedBy: 'Ada',
      resolvedAt: null,
      deliveries: [],
    },
  ],
  events: [event('alerting.incident_noted', 'the hub\nis closed'), event('rollouts.paused', 'for the hub')],
  ...change,
});

it.each([
  ['firing', null, 'bad', 'Nobody has all of it yet: 1 alert, 1 h so far.'],
  ['acknowledged', null, 'warn', 'Ada has it: 1 alert, 1 h so far.'],
  ['silenced', null, 'unknown', 'Nobody is told, as it is silenced: 1 alert, 1 h so far.'],
  ['resolved', '2026-05-12T14:20:00Z', 'good', 'Over after 20 min: 1 alert.'],
] as const)('the verdict on a %s one', (state, endedAt, tone, sentence) =>
  expect(incidentVerdict(incident({ state, endedAt }), now)).toEqual({ tone, sentence }),
);

it.each([
  [{ requests: 2_000, errors: 30 }, '30 of 2,000 requests failed (1.5 %)'],
  [{ requests: 0, errors: 0 }, 'no request in this time'],
  [null, '–'],
])('what callers felt of %j', (effect, words) => expect(effectWords(effect)).toBe(words));

it('notes are what people wrote', () =>
  expect(notesOf(incident()).map(({ why }) => why)).toEqual(['the hub\nis closed']));

describe('a post-mortem', () => {
  const text = postMortem(incident(), now);
  it('tells facts, alerts and what happened, a line each', () => {
    expect(text).toContain('# Drift at delays\n');
    expect(text).toContain('- Callers: 30 of 2,000 requests failed (1.5 %)\n');
    expect(text).toContain('Drift at delays. distance D 0.2\n');
    expect(text).toContain('Ada wrote a note on Drift at delays: the hub is closed\n');
  });
  it('leaves room for what only people know', () => expect(text).toMatch(/## Why it happened\n\n\n## What we change/));
});
