import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DockerEngine } from '../../kernel/docker/docker-engine.js';
import { engineOwner } from '../../kernel/docker/engine-owner.js';
import { SlipwayError } from '../../kernel/errors.js';
import {
  requireTrainer,
  type CommandTrainer,
  type ContainerTrainer,
  type PipelineTrainer,
} from '../operator-trainers.js';
import { LogKeeper } from '../log-keeper.js';
import { inputOf } from '../retraining.repository.js';
import { runCommand } from '../run-command.js';
import { runContainer, type TrainingContainer } from '../run-container.js';
import { runPipeline } from '../run-pipeline.js';
import { readTrainerOutput } from '../trainer-output.js';
import { parentOf } from './parent-of.js';
import { resultOf, type Step, type StepContext, type StepOutcome } from './step.js';

const MODEL_BYTES = 2_147_483_648;

/** trainModel runs the trainer on the snapshot and stores the model that it left, by digest. */
export const trainModel: Step = async (context) => {
  const { deps, job, kit, row } = context;
  const trainer = requireTrainer(kit.settings, row.trainer);
  if (trainer.kind === 'pipeline') return trainElsewhere(context, trainer);
  const all = join(kit.settings.dataFolder, 'training');
  await removeLeftovers(all, row.id);
  // A folder an attempt: whatever a lost worker left running writes elsewhere.
  const folder = join(all, `${row.id}-${job.attempt}`);
  const folders = { input: join(folder, 'input'), output: join(folder, 'output') };
  for (const path of Object.values(folders)) await mkdir(path, { recursive: true });
  try {
    const data = resultOf(context.results, 'fetch');
    await copyFile(await deps.artifacts.verifiedPath(data.digest), join(folders.input, 'dataset.jsonl'));
    const parent = await parentOf(context);
    if (parent !== null) await copyFile(await deps.registry.modelPath(parent), join(folders.input, 'parent.onnx'));
    await writeFile(join(folders.input, 'params.json'), JSON.stringify(inputOf(row).params));
    await execute(context, trainer, folders);
    const { model, ...output } = await readTrainerOutput(folders.output);
    const { digest } = await deps.artifacts.store(model, { maxBytes: MODEL_BYTES });
    const result = {
      modelDigest: digest,
      ...output,
      parentVersion: parent?.model === row.model ? parent.version : null,
    };
    return { act: 'done', why: `${trainer.name} made a model from ${data.rows.toLocaleString('en')} rows.`, result };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** A worker that was killed took nothing away of what its attempts had begun. */
async function removeLeftovers(folder: string, runId: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (name.startsWith(runId)) await rm(join(folder, name), { recursive: true, force: true });
}

/** A pipeline fetches the snapshot by itself, and uploads the model before it calls back. */
async function trainElsewhere(context: StepContext, trainer: PipelineTrainer): Promise<StepOutcome> {
  const { kit, job, row, runs, results } = context;
  const data = resultOf(results, 'fetch');
  const parent = await parentOf(context);
  const parentVersion = parent?.model === row.model ? parent.version : null;
  const order = {
    trainingRunId: row.id,
    model: row.model,
    why: row.why,
    params: inputOf(row).params,
    dataset: { name: data.dataset, version: data.datasetVersion, digest: data.digest, rows: data.rows },
    parentVersion,
  };
  let log = '';
  const keeper = new LogKeeper((text) => runs.saveLog(row.id, text));
  const onLog = (line: string): void => {
    log += line;
    keeper.keep(log);
  };
  try {
    const { modelDigest, metrics, params, schema, folds } = await runPipeline(trainer, { kit, job, order, onLog });
    const result = { modelDigest: modelDigest!, metrics, params, schema, folds, parentVersion };
    return { act: 'done', why: `${trainer.name} called back with a model.`, result };
  } finally {
    await keeper.settled();
  }
}

async function execute(
  { job, kit, row, runs }: StepContext,
  trainer: CommandTrainer | ContainerTrainer,
  folders: { input: string; output: string },
): Promise<void> {
  const keeper = new LogKeeper((text) => runs.saveLog(row.id, text));
  const outcome =
    trainer.kind === 'command'
      ? await runCommand(trainer, folders, job.signal, keeper.keep)
      : await runContainer(trainer, await containerOf(kit, row.id), folders, job.signal, keeper.keep);
  await keeper.settled();
  await job.commit((tx) => runs.updateRun(tx, row.id, { log: outcome.log, exitCode: outcome.exitCode }));
  if (outcome.stopped !== null) throw new SlipwayError('conflict', `The trainer was stopped: ${outcome.stopped}.`);
  if (outcome.exitCode !== 0)
    throw new SlipwayError('conflict', `The trainer ended with exit code ${outcome.exitCode}: ${outcome.lastWords}`);
}

async function containerOf({ db, settings }: StepContext['kit'], runId: string): Promise<TrainingContainer> {
  return { engine: new DockerEngine(settings.dockerHost), owner: await engineOwner(db), runId };
}
