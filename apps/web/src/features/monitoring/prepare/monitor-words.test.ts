import type { MonitorRun } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { estimateText, falseAlarmText, metricPoints, previewText } from './monitor-words.js';

const window = (state: 'ok' | 'firing' | 'no_data', sentence = '') => ({ from: '', to: '', rows: 1, state, sentence });

describe('previewText', () => {
  it.each([
    [{ windows: [], alarms: 0 }, 'No window has closed yet, so there is nothing to try it on.'],
    [{ windows: [window('ok'), window('ok')], alarms: 0 }, 'On the last 2 windows this would not have alarmed.'],
    [
      { windows: [window('no_data'), window('firing', 'Bad.')], alarms: 1 },
      'On the last 2 windows this would have alarmed 1 time. 1 window had too little data. Last: Bad.',
    ],
  ])('%j', (preview, text) => expect(previewText(preview)).toBe(text));
});

describe('falseAlarmText', () => {
  it('speaks of windows, not of alpha', () => {
    expect(falseAlarmText('drift', 0.01, 1)).toBe(
      'About one false alarm in 100 windows or more when nothing has changed.',
    );
    expect(falseAlarmText('quality', 0.05, 2)).toContain('20 windows or more when nothing has changed, and far fewer');
    expect(falseAlarmText('performance', 0.01, 1)).toContain('exactly at the limit');
  });
});

describe('metricPoints', () => {
  const metric = (value: number) => [{ name: 'auc', value, low: value - 0.1, high: value + 0.1 }];
  const run = (id: string, value: number | null, estimate: number | null = null) =>
    ({
      id,
      metrics: value === null ? [] : metric(value),
      estimates: estimate === null ? [] : metric(estimate),
    }) as MonitorRun;
  const points = metricPoints([run('b', 0.75, 0.77), run('a', null)], 'auc', ({ id }) => id);

  it('puts the oldest first and leaves gaps', () => {
    expect(points).toEqual([
      { window: 'a', value: null, band: null, estimate: null, estimateBand: null },
      { window: 'b', value: 0.75, band: [0.65, 0.85], estimate: 0.77, estimateBand: [0.67, 0.87] },
    ]);
  });

  it.each([
    [points, 'they were 0.02 off on average, in 1 window'],
    [metricPoints([run('a', null, 0.8)], 'auc', ({ id }) => id), 'no window has both yet'],
    [points.slice(0, 1), 'learned from 300 earlier outcomes'],
  ])('tells how good estimates were', (some, text) => expect(estimateText(some)).toContain(text));
});
