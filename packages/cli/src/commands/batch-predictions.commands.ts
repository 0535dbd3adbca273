import { endpointTable, type DatasetFormat } from '@slipway/contracts';
import { shown, waitFor, type Answer, type Asked, type Command } from '../command.js';
import { versionNamed } from '../version-name.js';

/** batchPredictionsCommands: whole datasets predicted. */
export const batchPredictionsCommands: readonly Command[] = [
  {
    words: 'predict-dataset',
    arguments: ['MODEL@VERSION'],
    about: 'Predict every row of a dataset; the predictions become a dataset',
    options: {
      dataset: { kind: 'text', about: 'the dataset, its newest version' },
      'dataset-version': { kind: 'text', about: 'another version of it' },
      output: { kind: 'text', about: 'the dataset that the predictions become the next version of' },
      format: { kind: 'text', about: 'the file that they become: jsonl (default), csv or parquet' },
      keep: { kind: 'many', about: 'a column to carry over, such as an id' },
    },
    run: predictDataset,
  },
];

async function predictDataset(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const datasetVersion = asked.option('dataset-version');
  const wanted = {
    dataset: asked.required('dataset'),
    datasetVersion: datasetVersion === undefined ? undefined : Number(datasetVersion),
    output: asked.required('output'),
    keep: [...asked.many('keep')],
    format: asked.option('format') as DatasetFormat | undefined,
  };
  const named = await versionNamed(client, asked.argument('MODEL@VERSION'));
  const { job } = await client.call(endpointTable.startBatchPrediction, { body: { ...named, ...wanted } });
  const done = await waitFor(asked, job);
  const { dataset, version, rows, failedRows } = (done.result ?? {}) as Record<string, string | number>;
  return shown(done, { predictions: `${dataset}@${version}`, rows: rows ?? 0, 'rows without': failedRows ?? 0 });
}
