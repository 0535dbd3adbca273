import { endpointTable, type Difference, type VersionComparison } from '@slipway/contracts';
import { saveStream } from '../blob-files.js';
import { listed, pageOf, pageOptions, type Command } from '../command.js';
import { versionNamed } from '../version-name.js';

/** registryHistoryCommands: what differs between versions, renames, deletions and the way back. */
export const registryHistoryCommands: readonly Command[] = [
  {
    words: 'versions compare',
    arguments: ['MODEL@VERSION', 'OTHER@VERSION'],
    about: 'Show what differs between two versions',
    run: async (asked) => {
      const client = asked.client();
      const [left, right] = await Promise.all([
        versionNamed(client, asked.argument('MODEL@VERSION')),
        versionNamed(client, asked.argument('OTHER@VERSION')),
      ]);
      const comparison = await client.call(endpointTable.compareVersions, {
        params: { name: left.model, version: left.version },
        query: { with: `${right.model}/${right.version}` },
      });
      const { text } = listed({ items: differingLines(comparison) }, [
        ['what', ({ part, key }) => `${part} ${key}`],
        [`${left.model}@${left.version}`, (line) => line.left],
        [`${right.model}@${right.version}`, (line) => line.right],
      ]);
      return { value: comparison, text };
    },
  },
  {
    words: 'export',
    arguments: ['MODEL@VERSION'],
    about: 'Save a version with handlers for Node, AWS Lambda, Azure and Google Cloud Functions as .tar.gz',
    options: { out: { kind: 'text', about: 'the file; MODEL-vVERSION.tar.gz unless told' } },
    run: async (asked) => {
      const client = asked.client();
      const { model, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      const path = asked.option('out') ?? `${model.replaceAll('/', '-')}-v${version}.tar.gz`;
      await saveStream(await client.exportBundle(model, version), path);
      return {
        value: { model, version, path },
        text: `${path} holds ${model}@${version}; its README.md says how to run it.`,
      };
    },
  },
  {
    words: 'versions delete',
    arguments: ['MODEL@VERSION'],
    about: 'Delete a version that nothing uses',
    run: async (asked) => {
      const client = asked.client();
      const { model: name, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      await client.call(endpointTable.deleteVersion, { params: { name, version } });
      return { value: { model: name, version }, text: `${name}@${version} is deleted.` };
    },
  },
  {
    words: 'versions undelete',
    arguments: ['MODEL@VERSION'],
    about: 'Bring a deleted version back; `versions list MODEL --deleted` lists them',
    run: async (asked) => {
      const client = asked.client();
      const { model: name, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      const value = await client.call(endpointTable.undeleteVersion, { params: { name, version } });
      return { value, text: `${name}@${version} is back, without its aliases.` };
    },
  },
  {
    words: 'models rename',
    arguments: ['MODEL', 'NAME'],
    about: 'Rename a model; the old name leads to it until somebody takes it',
    run: async (asked) => {
      const name = asked.argument('MODEL');
      const value = await asked
        .client()
        .call(endpointTable.renameModel, { params: { name }, body: { name: asked.argument('NAME') } });
      return { value, text: `${name} is called ${value.name} now.` };
    },
  },
  {
    words: 'models delete',
    arguments: ['MODEL'],
    about: 'Delete a model that nothing uses',
    run: async (asked) => {
      const name = asked.argument('MODEL');
      await asked.client().call(endpointTable.deleteModel, { params: { name } });
      return { value: { model: name }, text: `${name} is deleted; \`models deleted\` lists it.` };
    },
  },
  {
    words: 'models deleted',
    arguments: [],
    about: 'List deleted models that can be brought back',
    options: pageOptions,
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listDeletedModels, { query: pageOf(asked) }), [
        ['id', ({ id }) => id],
        ['name', ({ name }) => name],
        ['versions', ({ versions }) => versions],
        ['deleted', ({ deletedAt }) => deletedAt],
      ]),
  },
  {
    words: 'models undelete',
    arguments: ['ID'],
    about: 'Bring a deleted model back with its versions',
    options: { name: { kind: 'text', about: 'another name, when somebody took the old one' } },
    run: async (asked) => {
      const value = await asked.client().call(endpointTable.undeleteModel, {
        params: { id: asked.argument('ID') },
        body: { name: asked.option('name') },
      });
      return { value, text: `${value.name} is back, without its aliases.` };
    },
  },
];

type Line = Pick<Difference, 'key' | 'left' | 'right'> & { part: string };

/** differingLines is everything that is not the same, part by part. */
function differingLines(comparison: VersionComparison): Line[] {
  const { params, facts, outputs, files, tags, card, metrics, schema } = comparison;
  const parts: [string, readonly (Difference | { key: string; same: boolean; left: unknown; right: unknown })[]][] = [
    ['metric', metrics],
    ['param', params],
    ['column', schema.map(({ name, kind, left, right }) => ({ key: name, same: kind === 'same', left, right }))],
    ['output', outputs],
    ['file', files],
    ['fact', facts],
    ['tag', tags],
    ['card', card],
  ];
  return parts.flatMap(([part, lines]) =>
    lines
      .filter(({ same }) => !same)
      .map(({ key, left, right }) => ({ part, key, left: textOf(left), right: textOf(right) })),
  );
}

const textOf = (value: unknown): string | null =>
  value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value);
