import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readOperatorFile, type Settings } from '../kernel/env.js';
import { SlipwayError } from '../kernel/errors.js';
import { errorText } from '../kernel/log.js';
import { LabelName } from '@slipway/contracts';

const File = z.strictObject({
  trainers: z.array(
    z.strictObject({
      name: LabelName,
      description: z.string().default(''),
      command: z.array(z.string().min(1)).min(1),
      cwd: z.string().optional(),
      timeoutSeconds: z.number().int().min(1).max(604_800).default(3_600),
    }),
  ),
});

/** OperatorTrainer is an entry of the operator's file: the only commands that Slipway ever runs. */
export interface OperatorTrainer {
  name: string;
  description: string;
  command: string[];
  cwd: string;
  timeoutSeconds: number;
}

/**
 * readTrainers reads the operator's file (none: no trainers; one that cannot be read: `unavailable`). Paths are relative to the file; `{node}` is the
 * running Node.
 */
export function readTrainers(path: string | null): OperatorTrainer[] {
  if (path === null) return [];
  const { trainers } = parse(path);
  return trainers.map(({ name, description, command, cwd, timeoutSeconds }) => ({
    name,
    description,
    command: command.map((word) => (word === '{node}' ? process.execPath : word)),
    cwd: resolve(dirname(path), cwd ?? '.'),
    timeoutSeconds,
  }));
}

/** requireTrainer is an entry of the operator's file, or `trainer_unknown`. */
export function requireTrainer({ trainersFile }: Pick<Settings, 'trainersFile'>, name: string): OperatorTrainer {
  const trainers = readTrainers(trainersFile);
  const found = trainers.find((trainer) => trainer.name === name);
  if (found !== undefined) return found;
  const listed = trainers.map((trainer) => trainer.name).join(', ') || 'no trainers';
  throw new SlipwayError('trainer_unknown', `The operator's file (SLIPWAY_TRAINERS) lists ${listed}, not ${name}.`);
}

function parse(path: string): z.infer<typeof File> {
  try {
    return File.parse(JSON.parse(readOperatorFile(path)));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`
        : errorText(error);
    throw new SlipwayError('unavailable', `The operator's file of trainers (SLIPWAY_TRAINERS) cannot be read: ${why}`);
  }
}
