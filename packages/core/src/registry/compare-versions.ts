import {
  cardSections,
  type CardText,
  type Difference,
  type Feature,
  type MetricDifference,
  type ModelVersion,
  type SchemaDifference,
  type VersionComparison,
} from '@slipway/contracts';

type Texts = Readonly<Record<string, string | null | undefined>>;

/** compareVersions sets two versions side by side, line by line; equal lines are marked, so that a screen can hide them. */
export function compareVersions(
  left: ModelVersion,
  right: ModelVersion,
  cards: readonly [CardText, CardText],
): VersionComparison {
  return {
    left: { model: left.model, version: left.version },
    right: { model: right.model, version: right.version },
    facts: differences(factsOf(left), factsOf(right)),
    params: differences(left.params, right.params),
    metrics: metricDifferences(left, right),
    tags: differences(left.tags, right.tags),
    schema: schemaDifferences(left.schema?.features ?? [], right.schema?.features ?? []),
    outputs: differences(outputsOf(left), outputsOf(right)),
    files: differences(filesOf(left), filesOf(right)),
    card: differences(textsOf(cards[0]), textsOf(cards[1])),
  };
}

/** differences compares two sets of named texts, in the order of the names. */
function differences(left: Texts, right: Texts): Difference[] {
  return namesOf(left, right).map((key) => {
    const [a, b] = [own(left, key), own(right, key)];
    return { key, left: a, right: b, same: a === b };
  });
}

/** schemaDifferences compares columns by name; the place of a column in the model's input does not matter to who sends rows. */
function schemaDifferences(left: readonly Feature[], right: readonly Feature[]): SchemaDifference[] {
  const [a, b] = [byName(left), byName(right)];
  return [...new Set([...a.keys(), ...b.keys()])].map((name) => {
    const [before = null, after = null] = [a.get(name), b.get(name)];
    const kind =
      before === null ? 'added' : after === null ? 'removed' : asSeen(before) === asSeen(after) ? 'same' : 'changed';
    return { name, kind, left: before, right: after };
  });
}

/** A change is one of the model only when both values were measured on the same data; on different or unknown data it is null. */
function metricDifferences(left: ModelVersion, right: ModelVersion): MetricDifference[] {
  return namesOf(left.metrics, right.metrics).map((key) => {
    const [a, b] = [left.metrics[key] ?? null, right.metrics[key] ?? null];
    const [before, after] = [left.lineage.datasetDigest, right.lineage.datasetDigest];
    const isComparable = a !== null && b !== null && before !== undefined && before === after;
    return {
      key,
      left: a,
      right: b,
      change: isComparable ? b - a : null,
      leftDataset: a === null ? null : (before ?? null),
      rightDataset: b === null ? null : (after ?? null),
      same: a === b,
    };
  });
}

const factsOf = (version: ModelVersion): Texts => ({
  framework: version.framework,
  task: version.schema?.task ?? null,
  description: version.description,
  source: version.source,
  run: version.runId,
  'git commit': version.lineage.gitCommit ?? null,
  dataset: version.lineage.datasetDigest ?? null,
  'size in bytes': String(version.sizeBytes),
  digest: version.digest,
  opset: textOf(version.facts?.opset),
  nodes: textOf(version.facts?.nodeCount),
  parameters: textOf(version.facts?.parameterCount),
  operators: version.facts === null ? null : Object.keys(version.facts.operators).sort().join(', '),
  'params of the signature':
    version.schema?.params?.map((param) => `${param.name} = ${param.default}`).join(', ') ?? null,
  aliases: version.aliases.join(', '),
  stage: version.stage,
});

const outputsOf = (version: ModelVersion): Texts =>
  Object.fromEntries(
    (version.schema?.outputs ?? []).map(({ name, role, classes }) => [
      name,
      classes === undefined ? role : `${role}: ${classes.join(', ')}`,
    ]),
  );

const filesOf = (version: ModelVersion): Texts =>
  Object.fromEntries(version.files.map(({ path, digest }) => [path, digest]));

const textsOf = (card: CardText): Texts =>
  Object.fromEntries(cardSections.map((section) => [section, card[section] ?? null]));

const asSeen = ({ type, categories, optional }: Feature): string =>
  JSON.stringify([type, categories === undefined ? null : [...categories].sort(), optional ?? false]);

const byName = (features: readonly Feature[]): Map<string, Feature> =>
  new Map(features.map((feature) => [feature.name, feature]));

const namesOf = (left: object, right: object): string[] =>
  [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();

const own = (texts: Texts, key: string): string | null => (Object.hasOwn(texts, key) ? (texts[key] ?? null) : null);

const textOf = (value: number | null | undefined): string | null => (value == null ? null : String(value));
