import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SlipwayError } from '../../kernel/errors.js';
import { inputOf } from '../retraining.repository.js';
import type { KeptRows, Step, StepContext, StepOutcome } from './step.js';

const DAY_MS = 86_400_000;

type Rows = AsyncIterable<Record<string, unknown>[]>;

/**
 * fetchData takes the snapshot that a run learns from: logged predictions with their outcomes, or a dataset. It is kept as a dataset
 * version, and so are the newest rows when some are held out: all of them are later than what the trainer sees.
 */
export const fetchData: Step = async (context): Promise<StepOutcome> => {
  const { learn, holdOut } = await sourcesOf(context);
  const { model } = context.row;
  const kept = await keepRows(context, learn, nameOf(model, 'training'));
  const held = holdOut && (await keepRows(context, holdOut, nameOf(model, 'hold-out')));
  const text = (rows: number): string => rows.toLocaleString('en');
  return {
    act: 'done',
    why: `${text(kept.rows)} labelled rows as ${kept.dataset} v${kept.datasetVersion}${held ? `, the latest ${text(held.rows)} held out as v${held.datasetVersion} of ${held.dataset}` : ''}.`,
    result: { ...kept, holdOut: held },
    also: (tx) =>
      context.runs.updateRun(tx, context.row.id, {
        startedAt: context.row.startedAt ?? context.kit.clock.now(),
        dataRows: kept.rows,
        dataDigest: kept.digest,
      }),
  };
};

async function sourcesOf({ deps, job, row }: StepContext): Promise<{ learn: Rows; holdOut: Rows | null }> {
  const { endpoint, dataset, windowDays, holdOutShare } = inputOf(row);
  if (endpoint === undefined) {
    if (dataset === undefined)
      throw new SlipwayError('invalid_request', `Training run of ${row.model} names neither endpoint nor dataset.`);
    return { learn: deps.datasets.readRows(await deps.datasets.requireVersion(job.actor, dataset)), holdOut: null };
  }
  const { id } = await deps.serving.requireEndpoint(job.actor, endpoint);
  const span = await deps.monitoring.eventSpan(id);
  if (span === null) return { learn: nothing(), holdOut: null };
  const to = new Date(span.lastAt.getTime() + 1);
  const from = new Date(to.getTime() - windowDays * DAY_MS);
  const cut = holdOutShare === undefined ? null : await deps.alarms.outcomeQuantile(id, { from, to }, 1 - holdOutShare);
  if (cut === null) return { learn: deps.monitoring.feedback.labelledRows(id, { from, to }), holdOut: null };
  return {
    learn: deps.monitoring.feedback.labelledRows(id, { from, to: cut }),
    holdOut: deps.monitoring.feedback.labelledRows(id, { from: cut, to }),
  };
}

/** keepRows writes rows as JSONL and keeps them as the newest version of a dataset, unless that has the very same bytes. */
async function keepRows({ deps, job, kit, row }: StepContext, source: Rows, name: string): Promise<KeptRows> {
  const folder = join(kit.settings.dataFolder, 'training', `${row.id}-${job.attempt}-data`);
  const path = join(folder, 'rows.jsonl');
  await mkdir(folder, { recursive: true });
  try {
    let rows = 0;
    const lines = async function* () {
      for await (const batch of source) {
        job.signal.throwIfAborted();
        rows += batch.length;
        yield batch.map((one) => `${JSON.stringify(one)}\n`).join('');
      }
    };
    await pipeline(Readable.from(lines()), createWriteStream(path));
    if (rows === 0)
      throw new SlipwayError(
        'conflict',
        'There are no labelled rows to learn from: send feedback for logged predictions first.',
      );
    const { digest } = await deps.artifacts.store(createReadStream(path));
    const known = await newestVersion(deps, job, name);
    const body = { digest, format: 'jsonl' } as const;
    const version =
      known?.digest === digest
        ? known
        : await deps.datasets.createDatasetVersion(job.actor, { params: { name }, body }, { waitBytes: Infinity });
    return { dataset: name, datasetVersion: version.version, digest, rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function newestVersion(
  { datasets }: StepContext['deps'],
  { actor }: StepContext['job'],
  name: string,
): Promise<{ digest: string; version: number } | null> {
  try {
    return await datasets.requireVersion(actor, name);
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'not_found') return null;
    throw error;
  }
}

async function* nothing(): Rows {}

/** What runs of a model learned from, and what was held out, is kept as versions of two datasets. */
const nameOf = (model: string, of: 'training' | 'hold-out'): string =>
  `${model} ${of}`
    .replaceAll(/[^\p{L}\p{N} ._+%-]/gu, '-')
    .slice(-200)
    .replace(/^[^\p{L}\p{N}]+/u, '');
