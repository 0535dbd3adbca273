import { buildNumericCells, CategoryCounter, NumericSample, type Profile } from '@slipway/stats';
import type { ModelVersion } from '@slipway/contracts';
import { watchedParts } from './watched-parts.js';
import type { ScoredBatch } from './score-rows.js';

const MAX_CELLS = 1_000;
/** As many tell a share to a quarter of a hundredth (Dvoretzky-Kiefer-Wolfowitz, alpha .1), finer than any floor. */
const KEPT_ROWS = 200_000;

/** BuiltBaseline is a reference profile per feature, and one of the prediction. */
export interface BuiltBaseline {
  rows: number;
  profiles: Record<string, Profile>;
}

/** Building says how many rows numbers are kept of at most, and by which lot; `onRows` hears how many rows are done. */
export interface Building {
  random: () => number;
  onRows: (rows: number) => Promise<void>;
  keptRows?: number;
}

/**
 * buildBaseline profiles every feature of a version and what is watched of its prediction over scored rows as they come, in memory that does not grow with them:
 * categories are counted, of numbers 200,000 rows are kept, each with the same chance (Vitter's algorithm R), and the extremes.
 */
export async function buildBaseline(
  version: ModelVersion,
  batches: AsyncIterable<ScoredBatch>,
  { random, onRows, keptRows = KEPT_ROWS }: Building,
): Promise<BuiltBaseline> {
  const features = (version.schema?.features ?? []).filter(({ type }) => type === 'numeric' || type === 'categorical');
  const columns = features.map(({ name, type }) => ({ name, column: columnOf(type === 'numeric') }));
  let predicted: { name: string; column: Column }[] | null = null;
  let rows = 0;
  for await (const batch of batches) {
    batch.rows.forEach((row, i) => {
      const parts = watchedParts(batch.predictions[i]);
      predicted ??= Object.entries(parts).map(([name, part]) => ({ name, column: columnOf(typeof part === 'number') }));
      const drawn = rows < keptRows ? rows : Math.floor(random() * (rows + 1));
      const place = drawn < keptRows ? drawn : null;
      for (const { name, column } of columns) column.see(row[name], place);
      for (const { name, column } of predicted) column.see(parts[name] ?? null, place);
      rows += 1;
    });
    await onRows(rows);
  }
  const all = [...columns, ...(predicted ?? [{ name: 'prediction', column: columnOf(false) }])];
  return { rows, profiles: Object.fromEntries(all.map(({ name, column }) => [name, column.profile()])) };
}

interface Column {
  see(value: unknown, place: number | null): void;
  profile(): Profile;
}

function columnOf(isNumeric: boolean): Column {
  if (isNumeric) {
    const sample = new NumericSample();
    return {
      see: (value, place) => sample.see(value, place),
      profile: () => buildNumericCells(sample.values(), { maxCells: MAX_CELLS }),
    };
  }
  const counter = new CategoryCounter();
  return { see: (value) => counter.see(value), profile: () => counter.profile() };
}
