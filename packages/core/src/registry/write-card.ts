import { cardSections, cardTitles, type ModelCard, type ModelVersion, type VersionCard } from '@slipway/contracts';
import { markdownTable, plainMarkdown } from '../kernel/markdown.js';

/** CardSection is one headed part of a card, in Markdown. */
export type CardSection = VersionCard['sections'][number];

/** writeCard is the card of a version (after Mitchell et al., Model Cards for Model Reporting, 2019): facts first, then the words of people. */
export function writeCard(version: ModelVersion, words: ModelCard, more: readonly CardSection[]): VersionCard {
  const sections = [...factSections(version), ...more, ...wordSections(words)];
  const head = `# ${plainMarkdown(version.model)}, version ${version.version}\n`;
  const body = sections.map(({ title, markdown }) => `## ${title}\n\n${markdown}\n`);
  return {
    model: version.model,
    version: version.version,
    revision: words.revision,
    sections,
    markdown: [head, ...body].join('\n'),
  };
}

function factSections(version: ModelVersion): CardSection[] {
  const { facts, schema, lineage } = version;
  const details: [string, string | number | null | undefined][] = [
    ['Registered', `${version.createdAt} by ${version.createdBy}`],
    ['Framework', version.framework],
    ['Task', schema?.task],
    ['Digest', version.digest],
    ['Size in bytes', version.sizeBytes],
    ['Opset', facts?.opset],
    ['Nodes', facts?.nodeCount],
    ['Parameters', facts?.parameterCount],
    ['Producer', facts?.producer],
    ['Aliases', version.aliases.join(', ')],
    ['Stage', version.stage === 'None' ? null : version.stage],
  ];
  const training: [string, string | number | null | undefined][] = [
    ['Dataset', lineage.datasetDigest],
    ['Run', lineage.runId ?? version.runId],
    ['Training run', lineage.trainingRunId],
    ['Git commit', lineage.gitCommit],
    ['Parent', lineage.parentVersion === undefined ? null : `v${lineage.parentVersion}`],
    ['Copied from', lineage.copiedFrom && `${lineage.copiedFrom.model} v${lineage.copiedFrom.version}`],
    ['Source', version.source],
  ];
  const columns = (schema?.features ?? []).map(({ name, type, categories, optional }) => [
    name,
    optional ? `${type}, optional` : type,
    categories === undefined ? '' : categories.slice(0, 10).join(', ') + (categories.length > 10 ? ' …' : ''),
  ]);
  return [
    ...(version.description === '' ? [] : [fact('description', 'Description', version.description)]),
    fact('details', 'Model details', list(details)),
    fact('training', 'Training data and origin', list(training)),
    fact(
      'inputs',
      'Inputs',
      columns.length === 0 ? 'Unknown.' : markdownTable(['column', 'type', 'categories'], columns),
    ),
    fact('metrics', 'Metrics as reported', rowsOf(['metric', 'value'], version.metrics)),
    fact('parameters', 'Training parameters', rowsOf(['parameter', 'value'], version.params)),
  ];
}

const wordSections = ({ sections }: ModelCard): CardSection[] =>
  cardSections.map((id) => ({
    id,
    title: cardTitles[id],
    from: 'people',
    markdown: sections[id] ?? '_Nothing written yet._',
  }));

const fact = (id: string, title: string, markdown: string): CardSection => ({ id, title, from: 'facts', markdown });

function list(entries: readonly [string, string | number | null | undefined][]): string {
  const known = entries.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return known.length === 0
    ? 'Unknown.'
    : known.map(([name, value]) => `- **${name}**: ${plainMarkdown(String(value))}`).join('\n');
}

const rowsOf = (head: [string, string], values: Readonly<Record<string, string | number>>): string =>
  Object.keys(values).length === 0
    ? 'None.'
    : markdownTable(
        head,
        Object.entries(values).map(([key, value]) => [key, String(value)]),
      );
