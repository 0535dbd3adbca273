import type { Feature, VersionComparison } from '@slipway/contracts';

/** SchemaLine is one column or output of two versions; null is nothing. */
export interface SchemaLine {
  part: 'Column' | 'Output';
  name: string;
  kind: 'added' | 'removed' | 'changed' | 'same';
  before: string | null;
  after: string | null;
}

/** schemaLines are the columns that two versions take and the outputs that they give, what differs first. */
export function schemaLines({ schema, outputs }: Pick<VersionComparison, 'schema' | 'outputs'>): SchemaLine[] {
  const columns = schema.map(({ name, kind, left, right }): SchemaLine => ({
    part: 'Column',
    name,
    kind,
    before: left && featureWords(left),
    after: right && featureWords(right),
  }));
  const given = outputs.map(({ key, left, right, same }): SchemaLine => ({
    part: 'Output',
    name: key,
    kind: same ? 'same' : left === null ? 'added' : right === null ? 'removed' : 'changed',
    before: left,
    after: right,
  }));
  return [...columns, ...given].toSorted((a, b) => Number(a.kind === 'same') - Number(b.kind === 'same'));
}

/** schemaVerdict says whether callers of the earlier version can call the later one as they do. */
export function schemaVerdict(lines: readonly SchemaLine[]): string {
  const differing = lines.filter(({ kind }) => kind !== 'same');
  if (differing.length === 0) return 'The same columns and outputs.';
  // Rows with a column too many are refused, so that one less is a change to callers, too.
  const broken = differing.filter(
    ({ part, kind, after }) => !(kind === 'added' && (part === 'Output' || after?.endsWith(', optional') === true)),
  );
  return broken.length === 0
    ? 'Who calls the earlier version can call this one in the same way.'
    : `Callers have to look at ${broken.map(({ name }) => name).join(', ')}.`;
}

function featureWords({ type, categories, optional }: Feature): string {
  const listed =
    categories === undefined
      ? ''
      : `: ${categories.slice(0, 8).join(', ')}${categories.length > 8 ? ` and ${categories.length - 8} more` : ''}`;
  return `${type}${listed}${optional === true ? ', optional' : ''}`;
}
