import type { MonitorKind } from '@slipway/contracts';
import { expect, it } from 'vitest';
import { describeEvent } from './describe-event.js';

const alarm = (watches: MonitorKind, worstFeature: string | null) =>
  describeEvent({
    id: '1',
    workspaceId: 'default',
    kind: 'monitoring.drift_detected',
    subjectName: 'watch',
    endpoint: 'flights',
    why: null,
    after: { monitor: 'watch', runId: 'r', watches, worstFeature },
    at: new Date(0),
  });

it.each<[MonitorKind, string | null, string, string]>([
  ['drift', 'from/to', 'Drift at flights', '/monitors/watch/features/from%2Fto?run=r'],
  ['quality', 'hub', 'Worse data at flights', '/monitors/watch/features/hub?run=r'],
  ['outliers', null, 'Values never seen before at flights', '/monitors/watch?run=r'],
  ['duplicates', null, 'Rows that come twice at flights', '/monitors/watch?run=r'],
  ['volume', null, 'Fewer predictions than usual at flights', '/monitors/watch?run=r'],
  ['performance', null, 'Worse predictions at flights', '/monitors/watch?run=r'],
])('an alarm of %s says what is wrong, and leads to where it is shown', (watches, feature, title, evidencePath) =>
  expect(alarm(watches, feature)).toMatchObject({ title, evidencePath }),
);

it('an event that no rule can watch makes no alert', () =>
  expect(
    describeEvent({
      id: '1',
      workspaceId: 'default',
      kind: 'monitoring.window_compared',
      subjectName: '',
      endpoint: null,
      why: null,
      after: null,
      at: new Date(0),
    }),
  ).toBeNull());
