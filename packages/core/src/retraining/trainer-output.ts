import { lstat, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Folds } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';

const SMALL_BYTES = 1_000_000;
const Numbers = z.record(z.string(), z.number());
const Texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** TrainerOutput is what a trainer left: a model, and optionally metrics, parameters, a schema and the folds of a cross-validation. */
export interface TrainerOutput {
  model: AsyncIterable<Uint8Array>;
  metrics: Record<string, number>;
  params: Record<string, string>;
  schema: unknown;
  folds: Folds;
}

/** readTrainerOutput reads a trainer's output folder; links and files that are no regular files are refused. */
export async function readTrainerOutput(folder: string): Promise<TrainerOutput> {
  await requireRegular(join(folder, 'model.onnx'), 'The trainer left no model.onnx.');
  const file = await open(join(folder, 'model.onnx'), 'r');
  return {
    model: file.createReadStream(),
    metrics: parse(Numbers, await readSmall(folder, 'metrics.json'), 'metrics.json') ?? {},
    params: parse(Texts, await readSmall(folder, 'params.json'), 'params.json') ?? {},
    schema: (await readSmall(folder, 'schema.json')) ?? undefined,
    folds: parse(Folds, await readSmall(folder, 'folds.json'), 'folds.json') ?? [],
  };
}

async function readSmall(folder: string, name: string): Promise<unknown> {
  const path = join(folder, name);
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  if (!stats.isFile() || stats.size > SMALL_BYTES)
    throw new SlipwayError('trainer_failed', `${name} of the trainer is no regular file below 1 MB.`);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    throw new SlipwayError('trainer_failed', `${name} of the trainer is not JSON.`);
  }
}

async function requireRegular(path: string, why: string): Promise<void> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null || !stats.isFile()) throw new SlipwayError('trainer_failed', why);
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string): T | null {
  if (value === null) return null;
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new SlipwayError(
      'trainer_failed',
      `${name} of the trainer is not what it should be: ${parsed.error.issues[0]?.message ?? ''}`,
    );
  return parsed.data;
}
