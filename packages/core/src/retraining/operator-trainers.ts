import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readOperatorFile } from '../kernel/env.js';
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

/** readTrainers reads the operator's file (none: no trainers). Paths are relative to the file; `{node}` is the running Node. */
export function readTrainers(path: string | null): OperatorTrainer[] {
  if (path === null) return [];
  const { trainers } = File.parse(JSON.parse(readOperatorFile(path)));
  return trainers.map(({ name, description, command, cwd, timeoutSeconds }) => ({
    name,
    description,
    command: command.map((word) => (word === '{node}' ? process.execPath : word)),
    cwd: resolve(dirname(path), cwd ?? '.'),
    timeoutSeconds,
  }));
}
