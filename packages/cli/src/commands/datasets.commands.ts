import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { endpointTable, type DatasetVersion } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, waitFor, type Answer, type Asked, type Command } from '../command.js';

/** datasetsCommands: named, digested tables. */
export const datasetsCommands: readonly Command[] = [
  {
    words: 'datasets list',
    arguments: [],
    about: 'List datasets',
    options: { ...pageOptions, filter: { kind: 'text', about: "such as: tags.team = 'eu'" } },
    run: async (asked) =>
      listed(
        await asked
          .client()
          .call(endpointTable.listDatasets, { query: { ...pageOf(asked), filter: asked.option('filter') } }),
        [
          ['name', ({ name }) => name],
          ['version', ({ latest }) => latest?.version],
          ['rows', ({ latest }) => latest?.rows],
          ['columns', ({ latest }) => latest?.columnCount],
          ['format', ({ latest }) => latest?.format],
        ],
      ),
  },
  {
    words: 'datasets push',
    arguments: ['DATASET', 'FILE'],
    about: 'Upload a Parquet, CSV or JSONL file as a new version',
    run: pushDataset,
  },
];

async function pushDataset(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const path = asked.argument('FILE');
  const name = asked.argument('DATASET');
  const made = await client.uploadDataset(name, { name: basename(path), content: await openAsBlob(path) });
  if (made.state !== 'profiling' || made.jobId === null) return shownVersion(made);
  await waitFor(asked, await client.call(endpointTable.getJob, { params: { id: made.jobId } }));
  const params = { name, version: made.version };
  return shownVersion(await client.call(endpointTable.getDatasetVersion, { params }));
}

const shownVersion = (made: DatasetVersion): Answer =>
  shown(made, {
    dataset: `${made.dataset}@${made.version}`,
    state: made.state,
    rows: made.rows,
    columns: made.columns.map(({ name }) => name),
    digest: made.digest,
  });
