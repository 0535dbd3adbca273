import type { Heatmap } from '@slipway/contracts';
import { countOf, formatNumber, formatPValue } from '../../../lib/format.js';
import type { ChartTable } from './chart-table.js';

/** HeatStep is how strong a colour is: 0 to 4, with the floor between 1 and 2. */
export type HeatStep = 0 | 1 | 2 | 3 | 4;

/** HeatCell is one feature in one window: its colour, its mark, and its words. */
export interface HeatCell {
  runId: string;
  step: HeatStep | null;
  mark: 'alert' | 'few' | 'error' | 'none' | 'plain';
  words: string;
}

/** HeatRow is one feature over all windows. */
export interface HeatRow {
  feature: string;
  isPrediction: boolean;
  cells: readonly HeatCell[];
}

/** HeatmapPicture is all that the drawing needs: predictions first, then features by their largest effect. */
export interface HeatmapPicture {
  windows: readonly { runId: string; label: string; words: string }[];
  rows: readonly HeatRow[];
  sentence: string;
  table: ChartTable;
}

type Feature = Heatmap['features'][number];
type Window = Heatmap['windows'][number];

/** heatSteps are the lower bounds of the colour steps as multiples of the floor; colour is the effect that is certain, never p. */
export const heatSteps = [0, 0.25, 1, 2, 3] as const;

/** WindowName is how a window is said, such as "May 2001". */
export type WindowName = (window: { windowFrom: string; windowTo: string }) => string;

/** prepareHeatmap orders features by effect and turns each cell into a step, a mark and words. */
export function prepareHeatmap({ floor, windows, features }: Heatmap, windowName: WindowName): HeatmapPicture {
  const names = windows.map(({ from, to }) => windowName({ windowFrom: from, windowTo: to }));
  const ordered = features.toSorted(
    (left, right) => Number(right.isPrediction) - Number(left.isPrediction) || largest(right) - largest(left),
  );
  const rows = ordered.map(({ feature, isPrediction, cells }) => ({
    feature,
    isPrediction,
    cells: windows.map((window, index) =>
      cellOf(`${feature}, ${names[index] ?? ''}`, window, cells[index] ?? null, floor),
    ),
  }));
  const drifting = rows.filter(({ cells }) => cells.at(-1)?.mark === 'alert').map(({ feature }) => feature);
  return {
    windows: windows.map((window, index) => ({
      runId: window.runId,
      label: shortName(names[index] ?? ''),
      words: `${names[index] ?? ''}, ${countOf(window.rows, 'row')}`,
    })),
    rows,
    sentence: sentenceOf(names, drifting),
    table: {
      columns: ['Feature', ...names],
      rows: ordered.map(({ feature, cells }) => [
        feature,
        ...windows.map((_, index) => cells[index]?.effectLow ?? null),
      ]),
    },
  };
}

/** stepOf is the colour step of a certain effect against the floor. */
export function stepOf(effectLow: number, floor: number): HeatStep {
  return heatSteps.findLastIndex((multiple) => effectLow >= multiple * floor) as HeatStep;
}

const largest = ({ cells }: Feature): number => Math.max(0, ...cells.map((cell) => cell?.effectLow ?? 0));

function cellOf(where: string, window: Window, cell: Feature['cells'][number], floor: number): HeatCell {
  const { runId } = window;
  if (window.state === 'error') return { runId, step: null, mark: 'error', words: `${where}: the run failed` };
  if (cell === null) return { runId, step: null, mark: 'none', words: `${where}: no data` };
  if (cell.verdict === 'no_data' || cell.effectLow === null)
    return { runId, step: null, mark: 'few', words: `${where}: too few rows (${countOf(window.rows, 'row')})` };
  const numbers = `effect ${formatNumber(cell.effect)}, certainly ${formatNumber(cell.effectLow)}, floor ${formatNumber(floor)}, adjusted p ${formatPValue(cell.adjustedP)}, ${countOf(window.rows, 'row')}`;
  return {
    runId,
    step: stepOf(cell.effectLow, floor),
    mark: cell.verdict === 'drift' ? 'alert' : 'plain',
    words: `${where}: ${verdictWords[cell.verdict]}; ${numbers}`,
  };
}

const verdictWords = { drift: 'drift', small: 'real but small', none: 'no drift' } as const;

/** A day needs no year above its column; a month does. */
const shortName = (name: string): string => (/^\d/.test(name) ? name.replace(/ \d{4}$/, '') : name);

function sentenceOf(names: readonly string[], drifting: readonly string[]): string {
  const last = names.at(-1);
  if (last === undefined) return 'No window has closed yet.';
  return `${countOf(names.length, 'window')}, newest ${last}: ${drifting.length === 0 ? 'no feature drifts' : `${drifting.join(', ')} ${drifting.length === 1 ? 'drifts' : 'drift'}`}.`;
}
