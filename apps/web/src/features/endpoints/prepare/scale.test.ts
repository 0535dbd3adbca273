import { expect, test } from 'vitest';
import { scalePoints, scaleSentence, slowSentence } from './scale.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();
const points = [1, 1, 4, 0].map((replicas, minute) => ({
  at: at(minute),
  replicas,
  open: replicas * 2,
  p95Ms: replicas === 0 ? null : 40 * replicas,
}));
const version = { model: 'late', version: 2, replicas: 0, why: '0.0 open requests at 2 a replica', points };

test('what the chart and its sentence say', () => {
  expect(scalePoints(version)[2]).toEqual({ atMs: Date.parse(at(2)), replicas: 4, open: 8, p95Ms: 160 });
  expect(scaleSentence(version)).toBe(
    'It sleeps: the next request starts a replica. 2 changes in the last hour, the last because of 0.0 open requests at 2 a replica.',
  );
  expect(scaleSentence({ ...version, replicas: 1, why: null, points: points.slice(0, 2) })).toBe(
    '1 replica now. No change in the last hour.',
  );
  expect(slowSentence(version)).toBe('p95 was 160 ms when last asked, 160 ms at most.');
  expect(slowSentence({ ...version, points: [] })).toBe('Nothing was answered in the last hour.');
});
