import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SlipwayError } from '../../kernel/errors.js';
import { requireLearnable } from '../require-learnable.js';
import { inputOf } from '../retraining.repository.js';
import type { KeptRows, Step, StepContext, StepOutcome } from './step.js';

const DAY_MS = 86_400_000;

type Rows = AsyncIterable<Record<string, unknown>[]>;

/**
 * fetchData takes the snapshot that a run learns from: logged predictions with their outcomes, or a dataset. It is kept as a dataset
 * version, and so are rows that are held out: the newest, all of them later than what the trainer sees, or those of a fixed span of time.
 */
export const fetchData: Step = async (context): Promise<StepOutcome> => {
  const { learn, holdOut } = await sourcesOf(context);
  const { model } = context.row;
  const kept = await keepRows(context, learn, nameOf(model, 'training'));
  const held = holdOut && (await keepRows(context, holdOut, nameOf(model, 'hold-out')));
  const text = (rows: number): string => rows.toLocaleString('en');
  return {
    act: 'done',
    why: `${text(kept.rows)} labelled rows as ${kept.dataset} v${kept.datasetVersion}${held ? `, ${text(held.rows)} ${inputOf(context.row).holdOut ? 'of a fixed span' : 'latest ones'} held out as v${held.datasetVersion} of ${held.dataset}` : ''}.`,
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
  const { endpoint, dataset, windowDays, holdOutShare, holdOut } = inputOf(row);
  if (endpoint === undefined) {
    if (dataset === undefined)
      throw new SlipwayError('invalid_request', `Training run of ${row.model} names neither endpoint nor dataset.`);
    return { learn: deps.datasets.readRows(await deps.datasets.requireVersion(job.actor, dataset)), holdOut: null };
  }
  const { id } = await requireLearnable(deps.serving, job.actor, endpoint);
  const span = await deps.monitoring.eventSpan(id);
  if (span === null) return { learn: nothing(), holdOut: null };
  const to = new Date(span.lastAt.getTime() + 1);
  const from = new Date(to.getTime() - windowDays * DAY_MS);
  const rowsOf = (span: { from: Date; to: Date }): Rows => deps.monitoring.feedback.labelledRows(id, span);
  if (holdOut !== undefined) {
    const held = { from: new Date(holdOut.from), to: new Date(holdOut.to) };
    return { learn: around(rowsOf, { from, to }, held), holdOut: rowsOf(held) };
  }
  const cut = holdOutShare === undefined ? null : await deps.alarms.outcomeQuantile(id, { from, to }, 1 - holdOutShare);
  if (cut === null) return { learn: rowsOf({ from, to }), holdOut: null };
  return { learn: rowsOf({ from, to: cut }), holdOut: rowsOf({ from: cut, to }) };
}

interface Span {
  from: Date;
  to: Date;
}

/** around is the rows of a span without those of another: what is held out for every run is learned from by none. */
async function* around(rowsOf: (span: Span) => Rows, all: Span, out: Span): Rows {
  const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
  const later = (a: Date, b: Date): Date => (a > b ? a : b);
  const parts = [
    { from: all.from, to: earlier(all.to, out.from) },
    { from: later(all.from, out.to), to: all.to },
  ];
  for (const part of parts) if (part.from < part.to) yield* rowsOf(part);
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
