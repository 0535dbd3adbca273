import { endpointTable, type Evaluation, type GateResult } from '@slipway/contracts';
import { waitFor, type Answer, type Asked, type Command } from '../command.js';
import { exitCodes } from '../explain-error.js';
import { gateText, parseGate } from '../parse-gate.js';
import { textTable } from '../text-table.js';
import { versionNamed } from '../version-name.js';

/** evaluationCommands: what a version shows on a dataset, and whether that is enough. */
export const evaluationCommands: readonly Command[] = [
  {
    words: 'evaluate',
    arguments: ['MODEL@VERSION'],
    about: 'Measure a version on a dataset; exit code 3 when a gate fails',
    options: {
      dataset: { kind: 'text', about: 'the dataset, its newest version' },
      'dataset-version': { kind: 'text', about: 'another version of it' },
      target: { kind: 'text', about: 'the column with the true outcome' },
      positive: { kind: 'text', about: 'the value of target that is the positive class' },
      gate: { kind: 'many', about: "such as 'auc >= 0.7' or 'auc >= champion - 0.01'" },
      slice: { kind: 'many', about: 'a column by whose values the rows are also measured apart' },
      query: { kind: 'text', about: 'for a ranking: the column whose values are the queries; target is the relevance' },
      separator: { kind: 'text', about: 'for several labels a row: what stands between them in target' },
      robustness: { kind: 'flag', about: 'also measure with noise and with missing values' },
    },
    run: evaluate,
  },
  {
    words: 'gates check',
    arguments: ['MODEL@VERSION'],
    about: 'Hold a version against the gates of its model; exit code 3 when it does not pass',
    run: checkGates,
  },
];

async function evaluate(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const datasetVersion = asked.option('dataset-version');
  const wanted = {
    dataset: asked.required('dataset'),
    datasetVersion: datasetVersion === undefined ? undefined : Number(datasetVersion),
    target: asked.required('target'),
    positive: asked.option('positive'),
    gates: asked.many('gate').map(parseGate),
    slices: [...asked.many('slice')],
    query: asked.option('query'),
    separator: asked.option('separator'),
    robustness: asked.flag('robustness'),
  };
  const named = await versionNamed(client, asked.argument('MODEL@VERSION'));
  const { job, evaluation } = await client.call(endpointTable.startEvaluation, { body: { ...named, ...wanted } });
  await waitFor(asked, job);
  const value = await client.call(endpointTable.getEvaluation, { params: { id: evaluation.id } });
  return {
    value,
    text: evaluationText(value),
    exitCode: value.verdict === 'failed' ? exitCodes.gateRefused : exitCodes.done,
  };
}

async function checkGates(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const { model, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
  const value = await client.call(endpointTable.checkGates, { params: { name: model, version } });
  const passes = value.state === 'passed' || value.state === 'no_policy';
  const text = value.gates.length === 0 ? value.why : `${value.why}\n\n${gatesText(value.gates)}`;
  return { value, text, exitCode: passes ? exitCodes.done : exitCodes.gateRefused };
}

function evaluationText({ model, version, dataset, datasetVersion, rows, metrics, gates }: Evaluation): string {
  const table = textTable(metrics, [
    ['metric', ({ name }) => name],
    ['value', ({ value }) => value],
    ['low', ({ low }) => low],
    ['high', ({ high }) => high],
  ]);
  const head = `${model}@${version} on ${rows ?? 0} rows of ${dataset}@${datasetVersion}\n\n${table}`;
  return gates.length === 0 ? head : `${head}\n\n${gatesText(gates)}`;
}

const gatesText = (gates: readonly GateResult[]): string =>
  textTable(gates, [
    ['gate', gateText],
    ['measured', ({ measured }) => measured],
    ['outcome', ({ outcome }) => (outcome === 'not_applicable' ? 'no champion yet' : outcome)],
  ]);
