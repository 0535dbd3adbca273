import type { Heatmap } from '@slipway/contracts';
import { describe, expect, it } from 'vitest';
import { prepareHeatmap, stepOf } from './heatmap.js';

const cell = (effectLow: number, verdict: 'drift' | 'small' | 'none' | 'no_data') => ({
  effect: effectLow + 0.01,
  effectLow,
  adjustedP: 1e-9,
  verdict,
});
const window = (day: string, state: 'ok' | 'error' = 'ok') => ({
  runId: `0190aaaa-bbbb-7ccc-8ddd-0000000000${day}`,
  from: `2026-05-${day}T00:00:00Z`,
  to: `2026-05-${day}T23:59:59Z`,
  state,
  rows: 900,
});
const heatmap: Heatmap = {
  floor: 0.1,
  windows: [window('10'), window('11'), window('12', 'error'), window('13')],
  features: [
    { feature: 'origin', isPrediction: false, cells: [cell(0, 'none'), cell(0, 'no_data'), null, null] },
    {
      feature: 'distance',
      isPrediction: false,
      cells: [cell(0.05, 'small'), cell(0.21, 'drift'), null, cell(0.4, 'drift')],
    },
    { feature: 'prediction', isPrediction: true, cells: [cell(0, 'none'), cell(0, 'none'), null, cell(0, 'none')] },
  ],
};

const dayOf = ({ windowFrom }: { windowFrom: string }) => `${Number(windowFrom.slice(8, 10))} May 2026`;

describe('prepareHeatmap', () => {
  const picture = prepareHeatmap(heatmap, dayOf);
  it('puts the prediction first, then features by effect', () =>
    expect(picture.rows.map(({ feature }) => feature)).toEqual(['prediction', 'distance', 'origin']));
  it('marks every state apart', () => {
    expect(picture.rows[1]?.cells.map(({ mark }) => mark)).toEqual(['plain', 'alert', 'error', 'alert']);
    expect(picture.rows[2]?.cells.map(({ mark }) => mark)).toEqual(['plain', 'few', 'error', 'none']);
  });
  it('reads a cell out', () =>
    expect(picture.rows[1]?.cells[1]?.words).toBe(
      'distance, 11 May 2026: drift; effect 0.22, certainly 0.21, floor 0.1, adjusted p 1e-9, 900 rows',
    ));
  it('says what drifts in the newest window', () =>
    expect(picture.sentence).toBe('4 windows, newest 13 May 2026: distance drifts.'));
  it('says that no window has closed', () =>
    expect(prepareHeatmap({ ...heatmap, windows: [] }, dayOf).sentence).toBe('No window has closed yet.'));
});

it.each([
  [0, 0],
  [0.024, 0],
  [0.025, 1],
  [0.1, 2],
  [0.2, 3],
  [0.9, 4],
])('stepOf(%s) at floor .1 is %s', (effect, step) => expect(stepOf(effect, 0.1)).toBe(step));
