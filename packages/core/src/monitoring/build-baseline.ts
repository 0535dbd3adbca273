import { buildCategoricalCells, buildNumericCells, type Profile } from '@slipway/stats';
import type { ModelVersion } from '@slipway/contracts';
import { watchedScore } from './watched-score.js';
import type { ScoredBatch } from './score-rows.js';

const MAX_CELLS = 1_000;

/** BuiltBaseline is a reference profile per feature, and one of the prediction. */
export interface BuiltBaseline {
  rows: number;
  profiles: Record<string, Profile>;
}

/** buildBaseline profiles every feature of a version and its prediction over scored rows; `onRows` hears how many are done. */
export async function buildBaseline(
  version: ModelVersion,
  batches: AsyncIterable<ScoredBatch>,
  onRows: (rows: number) => Promise<void>,
): Promise<BuiltBaseline> {
  const features = (version.schema?.features ?? []).filter(({ type }) => type === 'numeric' || type === 'categorical');
  const columns = new Map<string, unknown[]>([
    ...features.map(({ name }): [string, unknown[]] => [name, []]),
    ['prediction', []],
  ]);
  let rows = 0;
  for await (const batch of batches) {
    for (const { name } of features) for (const row of batch.rows) columns.get(name)?.push(row[name]);
    for (const prediction of batch.predictions) columns.get('prediction')?.push(watchedScore(prediction));
    rows += batch.rows.length;
    await onRows(rows);
  }
  const profiles = [...columns].map(([name, values]): [string, Profile] => {
    const type =
      features.find((feature) => feature.name === name)?.type ??
      (typeof values[0] === 'number' ? 'numeric' : 'categorical');
    return [
      name,
      type === 'numeric'
        ? buildNumericCells(values as number[], { maxCells: MAX_CELLS })
        : buildCategoricalCells(values),
    ];
  });
  return { rows, profiles: Object.fromEntries(profiles) };
}
