import { describe, expect, it } from 'vitest';
import { crumbsOf } from './crumbs.js';

const labels = (path: string) => crumbsOf(path).map(({ label }) => label);

describe('crumbsOf', () => {
  it.each([
    ['/', ['Home']],
    ['/models', ['Models']],
    ['/models/flight%20delay/versions/12', ['Models', 'flight delay', 'v12']],
    ['/rollouts/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', ['Rollouts', 'Rollout']],
    ['/training-runs/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', ['Trainers', 'Training run']],
    ['/incidents/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', ['Alerts', 'Incident']],
    ['/monitors/west/features/distance', ['Monitors', 'west', 'distance']],
    ['/runs/0123456789abcdef0123456789abcdef', ['Runs', 'Run']],
    ['/runs/compare', ['Runs', 'Compare']],
    ['/replays/0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee', ['Rollouts', 'Replay']],
    ['/rollouts/simulate', ['Rollouts', 'Simulate']],
    ['/rollouts/freezes', ['Rollouts', 'Freezes']],
    ['/alerts/settings', ['Alerts', 'Rules and channels']],
    ['/models/%E0%A4%A', ['Models', '%E0%A4%A']],
  ])('%s', (path, expected) => expect(labels(path)).toEqual(expected));
  it('leads to where a thing is listed', () =>
    expect(crumbsOf('/triggers/nightly')[0]).toEqual({ label: 'Trainers', path: '/trainers' }));
  it('links each step', () =>
    expect(crumbsOf('/models/a%2Fb/versions/1').map(({ path }) => path)).toEqual([
      '/models',
      '/models/a%2Fb',
      '/models/a%2Fb/versions/1',
    ]));
});
