import { createHash } from 'node:crypto';
import { copyRows, openDatabase, type CopyColumn } from '@slipway/db';

/** The models of the benchmark: one with many versions, a thousand with twenty, and the rest with what makes 200,000 in all. */
export const filled = {
  big: 10_000,
  usual: 1_000,
  versionsOfUsual: 20,
  rest: 9_000,
  versions: 200_000,
  teams: 20,
  rareEach: 2_000,
};

interface FilledModel {
  id: string;
  name: string;
  versions: number;
}

const idOf = (text: string): string => {
  const hex = createHash('md5').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** models lists them in the order in which they were made: `big`, `usual-0` ..., `rest-0` ... */
function models(): FilledModel[] {
  const { big, usual, versionsOfUsual, rest, versions } = filled;
  const left = versions - big - usual * versionsOfUsual;
  const of = (name: string, count: number): FilledModel => ({ id: idOf(name), name, versions: count });
  return [
    of('big', big),
    ...Array.from({ length: usual }, (_, index) => of(`usual-${index}`, versionsOfUsual)),
    ...Array.from({ length: rest }, (_, index) =>
      of(`rest-${index}`, Math.floor(left / rest) + (index < left % rest ? 1 : 0)),
    ),
  ];
}

const START_MS = Date.UTC(2026, 0, 1);
const json = (name: string): CopyColumn => ({ name, json: true });
const modelColumns = [
  'id',
  'workspaceId',
  'name',
  'description',
  'owner',
  json('tags'),
  'nextVersion',
  'createdAt',
  'updatedAt',
];
const versionColumns: CopyColumn[] = [
  'id',
  'workspaceId',
  'modelId',
  'modelName',
  'version',
  'framework',
  'digest',
  'sizeBytes',
  json('files'),
  json('metrics'),
  json('params'),
  json('tags'),
  json('lineage'),
  'description',
  'source',
  'runId',
  'createdBy',
  'createdAt',
  'updatedAt',
];

/** fillRegistry copies models, versions and one alias a model straight into the tables. */
export async function fillRegistry(url: string): Promise<void> {
  const database = openDatabase({ url, applicationName: 'bench', statementTimeoutMs: 300_000 });
  const client = await database.pool.connect();
  try {
    await copyRows(client, 'Model', modelColumns, modelRows());
    await copyRows(client, 'ModelVersion', versionColumns, versionRows());
    await copyRows(client, 'ModelAlias', ['modelId', 'alias', 'versionId', 'updatedAt'], aliasRows());
    await client.query('VACUUM ANALYZE "Model", "ModelVersion", "ModelAlias"');
  } finally {
    client.release();
    await database.close();
  }
}

function* modelRows(): Generator<unknown[]> {
  for (const { id, name, versions } of models()) {
    const at = new Date(START_MS);
    yield [id, 'default', name, '', 'bench', { team: `team-${name.length}` }, versions + 1, at, at];
  }
}

function* versionRows(): Generator<unknown[]> {
  const { teams, rareEach } = filled;
  const lineage = { gitCommit: 'a'.repeat(40) };
  let made = 0;
  for (const { id, name, versions } of models())
    for (let version = 1; version <= versions; version += 1) {
      const at = new Date(START_MS + made * 1000);
      const tags = {
        team: `team-${made % teams}`,
        ...(made % rareEach === 0 && { rare: 'yes' }),
        commit: idOf(`${made}`),
      };
      const run = createHash('md5').update(`run ${made}`).digest('hex');
      const digest = `sha256:${run}${run}`;
      yield [
        idOf(`${name} ${version}`),
        'default',
        id,
        name,
        version,
        'opaque',
        digest,
        1000,
        [{ path: 'model.bin', digest, sizeBytes: 1000 }],
        { auc: made % 1000 },
        { depth: String(made % 10) },
        tags,
        lineage,
        '',
        `mlflow-artifacts:/1/${run}/artifacts/model`,
        run,
        'bench',
        at,
        at,
      ];
      made += 1;
    }
}

function* aliasRows(): Generator<unknown[]> {
  for (const { id, name, versions } of models())
    yield [id, 'champion', idOf(`${name} ${versions}`), new Date(START_MS)];
}
