import { Readable } from 'node:stream';
import type { ArtifactsService } from '../artifacts/index.js';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import type { CausesRepository } from './causes.repository.js';
import type { TimeWindow } from './window.js';

/** More tell a share no better than monitors need: to less than one hundredth. */
const TRAFFIC_ROWS = 20_000;
const LEAST_ROWS = 100;

/** KeepTraffic is what traffic is read with and kept by. */
export interface KeepTraffic {
  log: CausesRepository;
  artifacts: ArtifactsService;
  datasets: DatasetsService;
}

/**
 * keepTraffic keeps the inputs that an endpoint was asked for in a window as the newest version of the dataset `<endpoint> traffic`: at most
 * 20,000 logged rows, drawn evenly over the window. The same rows are kept once. Throws `conflict` for fewer than 100.
 */
export async function keepTraffic(
  { log, artifacts, datasets }: KeepTraffic,
  { endpointId, endpoint, window }: { endpointId: string; endpoint: string; window: TimeWindow },
  actor: Actor,
): Promise<{ dataset: string; datasetVersion: number }> {
  const rows = await log.logged({ endpointId, slice: null }, [window], TRAFFIC_ROWS);
  if (rows.length < LEAST_ROWS)
    throw new SlipwayError(
      'conflict',
      `The log of ${endpoint} has ${rows.length} rows from ${window.from.toISOString()} to ${window.to.toISOString()}, ${LEAST_ROWS} are needed: choose another stretch by \`from\` and \`to\`.`,
    );
  const name = `${endpoint} traffic`;
  const { digest } = await artifacts.store(
    Readable.from(rows.map(({ inputs }) => Buffer.from(`${JSON.stringify(inputs)}\n`))),
  );
  const newest = await datasets.newestVersion(actor, name);
  const kept =
    newest?.state === 'ready' && newest.digest === digest
      ? newest
      : await datasets.createDatasetVersion(
          actor,
          { params: { name }, body: { digest, format: 'jsonl' } },
          { waitBytes: Infinity },
        );
  return { dataset: name, datasetVersion: kept.version };
}
