import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readOperatorFile, type Settings } from '../kernel/env.js';
import { SlipwayError } from '../kernel/errors.js';
import { errorText } from '../kernel/log.js';
import type { GpuWish } from '../serving/index.js';
import { LabelName } from '@slipway/contracts';

const common = {
  name: LabelName,
  description: z.string().default(''),
  timeoutSeconds: z.number().int().min(1).max(604_800).default(3_600),
};
const EnvName = z.string().regex(/^[A-Z_][A-Z0-9_]{0,99}$/i, 'a name of letters, digits and _');
const HeaderName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'a name of letters, digits and -');
const File = z.strictObject({
  trainers: z.array(
    z.union([
      z.strictObject({ ...common, command: z.array(z.string().min(1)).min(1), cwd: z.string().optional() }),
      z.strictObject({
        ...common,
        image: z.string().min(1).max(500),
        command: z.array(z.string().min(1)).min(1).nullable().default(null),
        memoryMb: z.number().int().min(16).max(1_048_576).default(2_048),
        cpus: z.number().min(0.1).max(256).default(1),
        /** How many, `all`, or UUIDs of GPUs or of their MIG parts. */
        gpus: z.union([z.number().int().min(0).max(64), z.literal('all'), z.array(z.string().min(1))]).default(0),
        /** A share of each of them, in MiB; whole ones without it. */
        gpuMemoryMb: z.number().int().min(1).nullable().default(null),
        scratchMb: z.number().int().min(1).max(65_536).default(256),
        network: z.string().min(1).nullable().default(null),
        env: z.record(EnvName, z.string()).default({}),
        /** Values that are read from files when a run starts. */
        secretFiles: z.record(EnvName, z.string()).default({}),
      }),
      z.strictObject({
        ...common,
        url: z.url().max(2000),
        format: z.enum(['plain', 'airflow', 'github', 'kubeflow']).default('plain'),
        /** The file of the secret by which requests and callbacks are signed. */
        signingKeyFile: z.string().min(1),
        headers: z.record(HeaderName, z.string().max(2000)).default({}),
        /** Headers that are read from files when a run starts, such as Authorization. */
        headerFiles: z.record(HeaderName, z.string()).default({}),
        /** Which pipeline Kubeflow shall run. */
        pipelineId: z.string().max(200).nullable().default(null),
        /** Posted to when a run is cancelled. */
        cancelUrl: z.url().max(2000).nullable().default(null),
      }),
    ]),
  ),
});

interface Listed {
  name: string;
  description: string;
  timeoutSeconds: number;
}

/** CommandTrainer runs on the worker's machine. */
export interface CommandTrainer extends Listed {
  kind: 'command';
  command: string[];
  cwd: string;
}

/** ContainerTrainer runs as a container of the engine, without a network unless the operator names one. */
export interface ContainerTrainer extends Listed {
  kind: 'container';
  image: string;
  command: string[] | null;
  memoryMb: number;
  cpus: number;
  gpus: GpuWish['gpus'];
  gpuMemoryMb: number | null;
  scratchMb: number;
  network: string | null;
  env: Record<string, string>;
  /** Paths of files by the name of the variable that carries their text. */
  secretFiles: Record<string, string>;
}

/** PipelineTrainer asks another system to train, and waits for its callback. */
export interface PipelineTrainer extends Listed {
  kind: 'pipeline';
  url: string;
  format: 'plain' | 'airflow' | 'github' | 'kubeflow';
  signingKeyFile: string;
  headers: Record<string, string>;
  /** Paths of files by the name of the header that carries their text. */
  headerFiles: Record<string, string>;
  pipelineId: string | null;
  cancelUrl: string | null;
}

/** OperatorTrainer is an entry of the operator's file: the only commands, images and pipelines that Slipway ever trains by. */
export type OperatorTrainer = CommandTrainer | ContainerTrainer | PipelineTrainer;

/**
 * readTrainers reads the operator's file (none: no trainers; one that cannot be read: `unavailable`). Paths are relative to the file; `{node}` is the
 * running Node.
 */
export function readTrainers(path: string | null): OperatorTrainer[] {
  if (path === null) return [];
  const { trainers } = parse(path);
  const folder = dirname(path);
  return trainers.map((trainer): OperatorTrainer => {
    const beside = (files: Record<string, string>): Record<string, string> =>
      Object.fromEntries(Object.entries(files).map(([key, file]) => [key, resolve(folder, file)]));
    if ('image' in trainer)
      return {
        ...trainer,
        kind: 'container',
        gpus: gpusOf(trainer.gpus),
        secretFiles: beside(trainer.secretFiles),
      };
    if ('url' in trainer) {
      const signingKeyFile = resolve(folder, trainer.signingKeyFile);
      return { ...trainer, kind: 'pipeline', signingKeyFile, headerFiles: beside(trainer.headerFiles) };
    }
    const { name, description, command, cwd, timeoutSeconds } = trainer;
    return {
      kind: 'command',
      name,
      description,
      command: command.map((word) => (word === '{node}' ? process.execPath : word)),
      cwd: resolve(folder, cwd ?? '.'),
      timeoutSeconds,
    };
  });
}

/** requireTrainer is an entry of the operator's file, or `trainer_unknown`. */
export function requireTrainer({ trainersFile }: Pick<Settings, 'trainersFile'>, name: string): OperatorTrainer {
  const trainers = readTrainers(trainersFile);
  const found = trainers.find((trainer) => trainer.name === name);
  if (found !== undefined) return found;
  const listed = trainers.map((trainer) => trainer.name).join(', ') || 'no trainers';
  throw new SlipwayError('trainer_unknown', `The operator's file (SLIPWAY_TRAINERS) lists ${listed}, not ${name}.`);
}

/** A list of `all` is how earlier releases wrote all of them. */
const gpusOf = (gpus: GpuWish['gpus']): GpuWish['gpus'] =>
  typeof gpus !== 'object' ? gpus : gpus.length === 0 ? 0 : gpus.includes('all') ? 'all' : gpus;

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
