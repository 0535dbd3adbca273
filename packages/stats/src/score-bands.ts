import { randomBinomial } from './random-counts.js';
import type { ScoreRuns } from './score-runs.js';

const GRID = 50;
const CELLS = 200;
const FEWEST = 20;

/** BandPoint is the 95 % band of a curve at one place of its x axis. */
export interface BandPoint {
  x: number;
  low: number;
  high: number;
}

/** CurveBands are pointwise bands of the ROC curve (x: false positive rate) and of precision over recall (x: recall). */
export interface CurveBands {
  roc: BandPoint[];
  precisionRecall: BandPoint[];
}

/**
 * curveBands are pointwise percentile bands by a bootstrap that draws each class by itself (200 resamples). Scores are taken together in at
 * most 200 cells of equal mass, whose counts are drawn, so that a million rows cost what a thousand do. Null below 20 rows of a class.
 */
export function curveBands(
  runs: ScoreRuns,
  { random, resamples = 200, alpha = 0.05 }: { random: () => number; resamples?: number; alpha?: number },
): CurveBands | null {
  if (Math.min(runs.totals.positives, runs.totals.negatives) < FEWEST) return null;
  const cells = cellsOf(runs);
  const roc: number[][] = grid().map(() => []);
  const precision: number[][] = grid().map(() => []);
  for (let resample = 0; resample < resamples; resample += 1) {
    const drawn = { positives: draw(cells.positives, random), negatives: draw(cells.negatives, random) };
    readAt(drawn, (place, recall, best) => {
      roc[place]!.push(recall);
      precision[place]!.push(best);
    });
  }
  const band = (values: number[][]): BandPoint[] =>
    grid().map((x, i) => {
      const sorted = values[i]!.sort((a, b) => a - b);
      const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
      return { x, low: at(alpha / 2), high: at(1 - alpha / 2) };
    });
  return { roc: band(roc), precisionRecall: band(precision) };
}

/** Counts by cell, from the highest scores down. */
interface Cells {
  positives: number[];
  negatives: number[];
}

const grid = (): number[] => Array.from({ length: GRID + 1 }, (_, i) => i / GRID);

function cellsOf({ positives, negatives, totals }: ScoreRuns): Cells {
  const rows = totals.positives + totals.negatives;
  const cells: Cells = { positives: [], negatives: [] };
  let [seen, cell] = [0, -1];
  for (let run = positives.length - 1; run >= 0; run -= 1) {
    const place = Math.floor((CELLS * seen) / rows);
    if (place !== cell) {
      cells.positives.push(0);
      cells.negatives.push(0);
      cell = place;
    }
    const at = cells.positives.length - 1;
    cells.positives[at]! += positives[run]!;
    cells.negatives[at]! += negatives[run]!;
    seen += positives[run]! + negatives[run]!;
  }
  return cells;
}

/** draw is as many rows as there are, drawn with replacement: a multinomial count, one cell after the other. */
function draw(counts: readonly number[], random: () => number): number[] {
  let left = counts.reduce((sum, count) => sum + count, 0);
  let toDraw = left;
  return counts.map((count) => {
    const drawn = left === 0 ? 0 : randomBinomial(random, toDraw, Math.min(1, count / left));
    left -= count;
    toDraw -= drawn;
    return drawn;
  });
}

/** readAt reads one resample at each place of the grid: recall where the false positive rate is x, and precision where recall is x. */
function readAt(
  { positives, negatives }: Cells,
  take: (place: number, recallAtRate: number, precisionAtRecall: number) => void,
): void {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const [allPositives, allNegatives] = [sum(positives), sum(negatives)];
  const vertices = [{ rate: 0, recall: 0, precision: 1 }];
  let [hits, alarms] = [0, 0];
  positives.forEach((count, cell) => {
    hits += count;
    alarms += negatives[cell]!;
    if (hits + alarms === 0) return;
    vertices.push({ rate: alarms / allNegatives, recall: hits / allPositives, precision: hits / (hits + alarms) });
  });
  let [byRate, byRecall] = [1, 1];
  grid().forEach((x, place) => {
    while (byRate < vertices.length - 1 && vertices[byRate]!.rate < x) byRate += 1;
    while (byRecall < vertices.length - 1 && vertices[byRecall]!.recall < x) byRecall += 1;
    const [before, after] = [vertices[byRate - 1]!, vertices[byRate]!];
    const share = after.rate === before.rate ? 1 : Math.min(1, (x - before.rate) / (after.rate - before.rate));
    take(place, before.recall + share * (after.recall - before.recall), vertices[byRecall]!.precision);
  });
}
