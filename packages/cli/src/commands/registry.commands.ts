import { readFileSync } from 'node:fs';
import { endpointTable, type ModelVersion, type VersionSchema } from '@slipway/contracts';
import { putFile } from '../blob-files.js';
import { listed, pageOf, pageOptions, shown, type Answer, type Asked, type Command } from '../command.js';
import { jsonOf } from '../json-text.js';
import { namedNumbers, namedTexts } from '../named-values.js';
import { versionNamed } from '../version-name.js';

const filterOption = { kind: 'text', about: "such as: tags.team = 'eu' and name like 'churn%'" } as const;

/** registryCommands: models, versions, aliases. */
export const registryCommands: readonly Command[] = [
  {
    words: 'models list',
    arguments: [],
    about: 'List models',
    options: { ...pageOptions, q: { kind: 'text', about: 'part of the name' }, filter: filterOption },
    run: async (asked) =>
      listed(
        await asked.client().call(endpointTable.listModels, {
          query: { ...pageOf(asked), q: asked.option('q'), filter: asked.option('filter') },
        }),
        [
          ['name', ({ name }) => name],
          ['task', ({ task }) => task],
          ['latest', ({ latestVersion }) => latestVersion],
          ['aliases', ({ aliases }) => aliases.map(({ alias, version }) => `${alias}@${version}`)],
          ['owner', ({ owner }) => owner],
        ],
      ),
  },
  {
    words: 'models show',
    arguments: ['MODEL'],
    about: 'Show a model',
    run: async (asked) => {
      const model = await asked.client().call(endpointTable.getModel, { params: { name: asked.argument('MODEL') } });
      const { name, description, task, latestVersion, aliases, owner } = model;
      return shown(model, {
        name,
        description,
        task,
        latest: latestVersion,
        aliases: aliases.map(({ alias, version }) => `${alias}@${version}`),
        owner,
      });
    },
  },
  {
    words: 'versions list',
    arguments: ['MODEL'],
    about: 'List versions, newest first',
    options: {
      ...pageOptions,
      filter: filterOption,
      deleted: { kind: 'flag', about: 'those that `versions undelete` brings back' },
    },
    run: async (asked) =>
      listed(
        await asked.client().call(endpointTable.listVersions, {
          params: { name: asked.argument('MODEL') },
          query: {
            ...pageOf(asked),
            filter: asked.option('filter'),
            state: asked.flag('deleted') ? 'deleted' : 'active',
          },
        }),
        [
          ['version', ({ version }) => version],
          ['aliases', ({ aliases }) => aliases],
          ['framework', ({ framework }) => framework],
          ['metrics', metricsText],
          ['by', ({ createdBy }) => createdBy],
          ['at', ({ createdAt }) => createdAt],
        ],
      ),
  },
  {
    words: 'versions show',
    arguments: ['MODEL@VERSION'],
    about: 'Show a version',
    run: async (asked) => {
      const client = asked.client();
      const { model, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      return shownVersion(await client.call(endpointTable.getVersion, { params: { name: model, version } }));
    },
  },
  {
    words: 'versions push',
    arguments: ['MODEL', 'FILE'],
    about: 'Upload a model file and register it as a new version',
    options: {
      alias: { kind: 'text', about: 'an alias that takes the new version' },
      metric: { kind: 'many', about: 'name=number' },
      param: { kind: 'many', about: 'name=text' },
      tag: { kind: 'many', about: 'name=text' },
      'git-commit': { kind: 'text', about: 'the commit that made it' },
      run: { kind: 'text', about: 'the experiment run that made it' },
      schema: {
        kind: 'text',
        about: 'a JSON file that names the features and the outputs; default: what the model file says',
      },
      description: { kind: 'text', about: 'what is new' },
      opaque: { kind: 'flag', about: 'keep the file as it is; it is not an ONNX model' },
    },
    run: pushVersion,
  },
  {
    words: 'versions target',
    arguments: ['MODEL@VERSION'],
    about: 'Show where a version that is an endpoint of others is asked; slipway apply registers one (kind: target)',
    run: async (asked) => {
      const client = asked.client();
      const { model, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      const value = await client.call(endpointTable.getExternalTarget, { params: { name: model, version } });
      const { protocol, url, auth, timeoutMs } = value;
      return shown(value, { url, protocol, 'signs in': auth.kind, 'waits ms': timeoutMs });
    },
  },
  {
    words: 'versions alias',
    arguments: ['MODEL@VERSION', 'ALIAS'],
    about: 'Point an alias at a version',
    options: {
      why: { kind: 'text', about: 'kept in the log' },
      force: { kind: 'text', about: 'why the gates do not count this time; needs the scope approve' },
    },
    run: async (asked) => {
      const client = asked.client();
      const { model, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      const alias = asked.argument('ALIAS');
      const body = { version, why: asked.option('why'), force: asked.option('force') };
      const value = await client.call(endpointTable.setAlias, { params: { name: model, alias }, body });
      return { value, text: `${model}@${alias} is version ${version}.` };
    },
  },
];

async function pushVersion(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const name = asked.argument('MODEL');
  const metrics = namedNumbers(asked.many('metric'));
  const params = namedTexts(asked.many('param'));
  const tags = namedTexts(asked.many('tag'));
  const schema = schemaAsked(asked);
  const file = await putFile(client, asked.argument('FILE'));
  asked.note(`uploaded ${file.path} as ${file.digest}`);
  const made = await client.call(endpointTable.createVersion, {
    params: { name },
    body: {
      files: [file],
      framework: asked.flag('opaque') ? 'opaque' : 'onnx',
      metrics,
      params,
      tags,
      schema,
      description: asked.option('description'),
      lineage: { gitCommit: asked.option('git-commit'), runId: asked.option('run') },
    },
  });
  const alias = asked.option('alias');
  if (alias === undefined) return shownVersion(made);
  await client.call(endpointTable.setAlias, { params: { name, alias }, body: { version: made.version } });
  return shownVersion(await client.call(endpointTable.getVersion, { params: { name, version: made.version } }));
}

/** The file is sent as it is: the API says what of it is wrong. */
function schemaAsked(asked: Asked): VersionSchema | undefined {
  const path = asked.option('schema');
  if (path === undefined) return undefined;
  return jsonOf(readFileSync(path, 'utf8'), path) as VersionSchema;
}

const metricsText = ({ metrics }: ModelVersion): string[] =>
  Object.entries(metrics).map(([name, value]) => `${name} ${value}`);

const shownVersion = (version: ModelVersion): Answer =>
  shown(version, {
    version: `${version.model}@${version.version}`,
    aliases: version.aliases,
    framework: version.framework,
    bytes: version.sizeBytes,
    digest: version.digest,
    features: version.schema?.features.map(({ name }) => name),
    metrics: metricsText(version),
    by: version.createdBy,
    at: version.createdAt,
  });
