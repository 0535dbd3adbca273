import { setTimeout as pause } from 'node:timers/promises';
import { endpointTable, type TrainingRun } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, waitFor, type Answer, type Asked, type Command } from '../command.js';
import { exitCodes } from '../explain-error.js';
import { namedTexts } from '../named-values.js';
import { numberText } from '../text-table.js';

/** A trigger looks when an event has its number: a moment after the event. */
const STARTED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 500;

/** retrainingCommands: trainers and what they made. */
export const retrainingCommands: readonly Command[] = [
  {
    words: 'train list',
    arguments: [],
    about: 'List training runs, newest first',
    options: pageOptions,
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listTrainingRuns, { query: pageOf(asked) }), [
        ['run', ({ id }) => id],
        ['trainer', ({ trainer }) => trainer],
        ['outcome', ({ outcome }) => outcome],
        ['made', ({ model, version }) => (version === null ? null : `${model}@${version}`)],
        ['gates', ({ gates }) => gates],
        ['why', ({ why }) => why],
      ]),
  },
  {
    words: 'train wait',
    arguments: ['MODEL'],
    about: 'Watch the newest training run of a model to its end, such as one that a trigger is about to start',
    run: waitForRun,
  },
  {
    words: 'train',
    arguments: ['TRAINER'],
    about: 'Start a trainer and wait for its version',
    options: {
      model: { kind: 'text', about: 'the model that gets the new version' },
      endpoint: { kind: 'text', about: 'learn from its logged predictions and their outcomes' },
      dataset: { kind: 'text', about: 'learn from this dataset' },
      param: { kind: 'many', about: 'name=text' },
      why: { kind: 'text', about: 'kept in the log' },
    },
    run: train,
  },
];

async function train(asked: Asked): Promise<Answer> {
  const input = {
    model: asked.required('model'),
    endpoint: asked.option('endpoint'),
    dataset: asked.option('dataset'),
    params: namedTexts(asked.many('param')),
  };
  const client = asked.client();
  const { job, trainingRun } = await client.call(endpointTable.runTrainer, {
    params: { name: asked.argument('TRAINER') },
    body: { input, why: asked.option('why') },
  });
  await waitFor(asked, job);
  return shownRun(await client.call(endpointTable.getTrainingRun, { params: { id: trainingRun.id } }));
}

async function waitForRun(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const model = asked.argument('MODEL');
  const until = performance.now() + STARTED_WITHIN_MS;
  for (let said = ''; ; await pause(LOOK_EVERY_MS)) {
    const { items } = await client.call(endpointTable.listTrainingRuns, { query: { model, limit: 1 } });
    const [newest] = items;
    if (newest === undefined && performance.now() > until) throw new Error(`${model} has no training run`);
    if (newest === undefined) continue;
    const step = newest.steps.find(({ state }) => state === 'running' || state === 'held');
    const now = step === undefined ? newest.state : `${step.name} ${step.state}`;
    if (now !== said) asked.note(`${newest.trainer}: ${now}`);
    said = now;
    if (newest.finishedAt === null) continue;
    return { ...shownRun(newest), exitCode: newest.state === 'done' ? exitCodes.done : exitCodes.failed };
  }
}

const shownRun = (run: TrainingRun): Answer =>
  shown(run, {
    run: run.id,
    outcome: run.outcome,
    gates: run.gates,
    made: run.version === null ? null : `${run.model}@${run.version}`,
    metrics: Object.entries(run.metrics).map(([name, value]) => `${name} ${numberText(value)}`),
  });
