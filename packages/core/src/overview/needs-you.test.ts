import { expect, it } from 'vitest';
import { homeSentence, needsYou } from './needs-you.js';

const at = (minute: number): Date => new Date(Date.UTC(2001, 4, 1, 0, minute));

it('puts the worst first, then the newest', () => {
  const items = needsYou({
    alerts: [
      { id: 'a1', severity: 'warning', title: 'distance drifts', endpoint: null, startedAt: at(1) },
      { id: 'a2', severity: 'info', title: 'promoted', endpoint: 'fares', startedAt: at(9) },
    ],
    rollouts: [
      { id: 'r1', endpoint: 'late-flights', sentence: 'too few requests', state: 'paused', stepStartedAt: at(2) },
    ],
    jobs: [
      {
        id: 'j1',
        name: 'retraining.run',
        subject: 'late-flights',
        error: { detail: 'exit code 1' },
        finishedAt: at(0),
        createdAt: at(0),
      },
    ],
    channels: [],
  });
  expect(items.map(({ path }) => path)).toEqual(['/jobs/j1', '/rollouts/r1', '/incidents/a1', '/alerts?view=alerts']);
  expect(items[0]?.sentence).toBe('retraining.run of late-flights failed: exit code 1');
  expect(homeSentence(items, 1)).toBe('3 things need you.');
});

it('says the gravest alert of an endpoint for all of its alerts', () => {
  const alert = (id: string, severity: string, minute: number, endpoint: string | null = 'fares') => ({
    id,
    severity,
    endpoint,
    title: `${endpoint}: ${id}`,
    startedAt: at(minute),
  });
  const alerts = [
    alert('a1', 'warning', 9),
    alert('a2', 'critical', 1),
    alert('a3', 'critical', 2),
    alert('b1', 'warning', 3, 'delays'),
    alert('c1', 'warning', 2, null),
    alert('c2', 'warning', 1, null),
  ];
  const items = needsYou({ alerts, rollouts: [], jobs: [], channels: [] });
  expect(items.map(({ sentence, path }) => `${path} ${sentence}`)).toEqual([
    '/incidents/a3 fares: a3, and 2 more alerts',
    '/incidents/b1 delays: b1',
    '/incidents/c1 null: c1',
    '/incidents/c2 null: c2',
  ]);
});

it.each([
  ['paused', 'The rollout on late-flights is paused: why.'],
  ['waiting', 'The rollout on late-flights waits for an approval: why.'],
])('says what a %s rollout wants', (state, sentence) => {
  const rollout = { id: 'r1', endpoint: 'late-flights', sentence: 'why.', state, stepStartedAt: at(2) };
  expect(needsYou({ alerts: [], rollouts: [rollout], jobs: [], channels: [] })[0]).toMatchObject({ sentence });
});

it.each([
  [0, 'Nothing needs you.'],
  [1, 'Nothing needs you; one rollout is under way.'],
  [2, 'Nothing needs you; 2 rollouts are under way.'],
])('with %i rollouts and no item says so', (rollouts, sentence) => {
  expect(homeSentence([], rollouts)).toBe(sentence);
});
