import { expect, it } from 'vitest';
import { homeSentence, needsYou } from './needs-you.js';

const at = (minute: number): Date => new Date(Date.UTC(2001, 4, 1, 0, minute));

it('puts the worst first, then the newest', () => {
  const items = needsYou({
    alerts: [
      { id: 'a1', severity: 'warning', title: 'distance drifts', endpoint: null, startedAt: at(1) },
      { id: 'a2', severity: 'info', title: 'promoted', endpoint: 'fares', startedAt: at(9) },
    ],
    rollouts: [{ id: 'r1', endpoint: 'late-flights', sentence: 'too few requests', stepStartedAt: at(2) }],
    approvals: [],
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
  expect(items[0]?.sentence).toBe('Training run of late-flights failed: exit code 1');
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
  const items = needsYou({ alerts, rollouts: [], approvals: [], jobs: [], channels: [] });
  expect(items.map(({ sentence, path }) => `${path} ${sentence}`)).toEqual([
    '/incidents/a3 fares: a3, and 2 more alerts',
    '/incidents/b1 delays: b1',
    '/incidents/c1 null: c1',
    '/incidents/c2 null: c2',
  ]);
});

const nothing = { alerts: [], rollouts: [], approvals: [], jobs: [], channels: [] };

it('says what a paused rollout wants', () => {
  const rollout = { id: 'r1', endpoint: 'late-flights', sentence: 'why.', stepStartedAt: at(2) };
  const sentence = 'The rollout on late-flights is paused: why.';
  expect(needsYou({ ...nothing, rollouts: [rollout] })[0]).toMatchObject({ sentence });
});

it.each([
  ['rollout', null, 'warn', '/rollouts/x', 'Waits for your approval, asked by Ada: v2 gets 50 %.'],
  ['training_run', 'ask others', 'info', '/training-runs/x', 'Waits for an approval, asked by Ada: v2 gets 50 %.'],
  ['alias', null, 'warn', '/approvals', 'Waits for your approval, asked by Ada: v2 gets 50 %.'],
] as const)(
  'says that a %s waits, which presses only who may decide (%s)',
  (kind, refusal, severity, path, sentence) => {
    const asked = { sentence: 'v2 gets 50 %.', askedBy: 'Ada', askedAt: at(1).toISOString() };
    const items = needsYou({ ...nothing, approvals: [{ id: 'x', kind, refusal, ...asked }] });
    expect(items).toEqual([{ severity, path, sentence, at: asked.askedAt }]);
  },
);

it.each([
  [0, 'Nothing needs you.'],
  [1, 'Nothing needs you; one rollout is under way.'],
  [2, 'Nothing needs you; 2 rollouts are under way.'],
])('with %i rollouts and no item says so', (rollouts, sentence) => {
  expect(homeSentence([], rollouts)).toBe(sentence);
});
