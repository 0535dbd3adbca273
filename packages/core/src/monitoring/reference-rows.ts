import type { RowSlice } from '@slipway/contracts';
import { seededRandom } from '@slipway/stats';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import type { RegistryService } from '../registry/index.js';
import { rowInSlice } from '../serving/index.js';
import { sampleRows } from './measure-importance.js';
import type { BaselineRow } from './monitoring.repository.js';
import { scoreRows } from './score-rows.js';
import { watchedParts } from './watched-parts.js';

type Row = Readonly<Record<string, unknown>>;

/** Sources are where the rows of a reference come from. */
export interface Sources {
  datasets: DatasetsService;
  registry: RegistryService;
}

/** WantedRows says which rows of a reference, how many at most, and whether with their `prediction`. */
export interface WantedRows {
  slice: RowSlice | null;
  limit: number;
  isScored: boolean;
}

/** referenceRows draws rows of the dataset that a baseline was built from, each with the same chance and the same ones every time. */
export async function referenceRows(
  { datasets, registry }: Sources,
  baseline: BaselineRow,
  { slice, limit, isScored }: WantedRows,
  actor: Actor,
): Promise<Row[]> {
  const table = await datasets.requireVersion(actor, baseline.dataset, baseline.datasetVersion);
  const isWanted = slice === null ? () => true : rowInSlice(slice);
  const rows: Record<string, unknown>[] = [];
  const batches = (async function* () {
    for await (const batch of datasets.readRows(table)) yield { rows: batch.filter(isWanted) };
  })();
  const passed = sampleRows(batches, rows, limit, seededRandom(1));
  while ((await passed.next()).done !== true);
  if (!isScored || rows.length === 0) return rows;
  const version = await registry.versionById(baseline.versionId);
  const scorer = { version, modelPath: await registry.modelPath(version) };
  const scored: Row[] = [];
  for await (const batch of scoreRows(scorer, once(rows)))
    batch.rows.forEach((row, i) => scored.push({ ...row, ...watchedParts(batch.predictions[i]) }));
  return scored;
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield await Promise.resolve(value);
}
