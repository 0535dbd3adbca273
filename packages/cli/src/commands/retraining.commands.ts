import { endpointTable } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, waitFor, type Answer, type Asked, type Command } from '../command.js';
import { namedTexts } from '../named-values.js';

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
        ['state', ({ state }) => state],
        ['made', ({ model, version }) => (version === null ? null : `${model}@${version}`)],
        ['why', ({ why }) => why],
      ]),
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
  const made = await client.call(endpointTable.getTrainingRun, { params: { id: trainingRun.id } });
  const metrics = Object.entries(made.metrics).map(([name, value]) => `${name} ${value}`);
  return shown(made, {
    run: made.id,
    state: made.state,
    made: made.version === null ? null : `${made.model}@${made.version}`,
    metrics,
  });
}
