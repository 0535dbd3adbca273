import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DockerEngine } from '../../kernel/docker/docker-engine.js';
import { engineOwner } from '../../kernel/docker/engine-owner.js';
import { SlipwayError } from '../../kernel/errors.js';
import { LogKeeper } from '../log-keeper.js';
import { requireTrainer, type CommandTrainer, type ContainerTrainer } from '../operator-trainers.js';
import { followMetrics } from '../metric-tail.js';
import { inputOf } from '../retraining.repository.js';
import { runCommand, type TrainerOutcome } from '../run-command.js';
import { runContainer } from '../run-container.js';
import { readTrainerOutput } from '../trainer-output.js';
import type { TrainingTracker } from '../training-tracker.js';
import { holdGpus } from './hold-gpus.js';
import { parentOf } from './parent-of.js';
import { resultOf, type Step, type StepContext, type StepOutcome } from './step.js';
import { beginTracking, trackerOf } from './track-run.js';
import { trainElsewhere } from './train-elsewhere.js';

const MODEL_BYTES = 2_147_483_648;

/** trainModel runs the trainer on the snapshot and stores the model that it left, by digest. */
export const trainModel: Step = async (context) => {
  const { job, kit, row } = context;
  const trainer = requireTrainer(kit.settings, row.trainer);
  switch (trainer.kind) {
    case 'pipeline':
      return trainElsewhere(context, trainer);
    case 'container':
      return trainInContainer(context, trainer);
    case 'command':
      return trainHere(context, trainer, (folders, onLog) => runCommand(trainer, folders, job.signal, onLog));
  }
};

/** What a trainer runs in, between its folders and its outcome. */
type Run = (folders: { input: string; output: string }, onLog: (log: string) => void) => Promise<TrainerOutcome>;

/** A container runs with the GPUs that it holds, and gives them back however it ends; while others hold them the run waits, without a worker. */
async function trainInContainer(context: StepContext, trainer: ContainerTrainer): Promise<StepOutcome> {
  const { deps, job, kit, row } = context;
  const engine = new DockerEngine(kit.settings.dockerHost);
  const container = { engine, owner: await engineOwner(kit.db), runId: row.id };
  const gpus = await holdGpus(context, trainer, container);
  if ('act' in gpus) return gpus;
  try {
    return await trainHere(context, trainer, (folders, onLog) =>
      runContainer(trainer, { ...container, gpus: gpus.uuids }, folders, job.signal, onLog),
    );
  } finally {
    await deps.gpus.release(row.id);
  }
}

async function trainHere(
  context: StepContext,
  trainer: CommandTrainer | ContainerTrainer,
  run: Run,
): Promise<StepOutcome> {
  const { deps, job, kit, row } = context;
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
    const tracker = trackerOf(context);
    const runId = await beginTracking(context, data);
    await whileFollowed(join(folders.output, 'metrics.jsonl'), tracker, runId, () =>
      execute(context, (onLog) => run(folders, onLog)),
    );
    const { model, ...output } = await readTrainerOutput(folders.output);
    const { digest } = await deps.artifacts.store(model, { maxBytes: MODEL_BYTES });
    await tracker.finish(runId, output);
    const result = {
      modelDigest: digest,
      ...output,
      parentVersion: parent?.model === row.model ? parent.version : null,
      runId,
    };
    return { act: 'done', why: `${trainer.name} made a model from ${data.rows.toLocaleString('en')} rows.`, result };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Metrics that the trainer writes while it runs are seen while it runs. */
async function whileFollowed(
  path: string,
  tracker: TrainingTracker,
  runId: string | null,
  work: () => Promise<void>,
): Promise<void> {
  const done = new AbortController();
  const following = followMetrics(path, (metrics) => tracker.log(runId, metrics), done.signal);
  try {
    await work();
  } finally {
    done.abort();
    await following;
  }
}

/** A worker that was killed took nothing away of what its attempts had begun. */
async function removeLeftovers(folder: string, runId: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (name.startsWith(runId)) await rm(join(folder, name), { recursive: true, force: true });
}

async function execute(
  { job, row, runs }: StepContext,
  run: (onLog: (log: string) => void) => Promise<TrainerOutcome>,
): Promise<void> {
  const keeper = new LogKeeper((text) => runs.saveLog(row.id, text));
  const outcome = await run(keeper.keep);
  await keeper.settled();
  await job.commit((tx) => runs.updateRun(tx, row.id, { log: outcome.log, exitCode: outcome.exitCode }));
  if (outcome.stopped !== null)
    throw new SlipwayError('trainer_failed', `The trainer was stopped: ${outcome.stopped}.`);
  if (outcome.exitCode !== 0)
    throw new SlipwayError(
      'trainer_failed',
      `The trainer ended with exit code ${outcome.exitCode}: ${outcome.lastWords}`,
    );
}
