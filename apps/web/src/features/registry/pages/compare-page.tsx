import { registryHistoryEndpoints, type VersionComparison } from '@slipway/contracts';
import { Switch } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { DifferenceTable } from '../../../components/ui/difference-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { ErrorPanel } from '../../../components/ui/error-panel.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { call } from '../../../lib/api.js';
import { paths } from '../../../lib/paths.js';
import { keyOf } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { comparisonParts, comparisonVerdict, versionOf } from '../prepare/comparison.js';

/** ComparePage answers: what changed, is it better? `?base=flights/1&with=flights/2,flights/3`. */
export default function ComparePage(): ReactNode {
  const [base] = useUrlState<string>('base', '');
  const [text] = useUrlState<string>('with', '');
  const [left, others] = [versionOf(base), text.split(',').filter((each) => versionOf(each) !== null)];
  const answers = useQueries({
    queries:
      left === null
        ? []
        : others.map((other) => {
            const args = { params: { name: left.model, version: left.version }, query: { with: other } };
            return {
              queryKey: keyOf(registryHistoryEndpoints.compareVersions, args),
              queryFn: () => call(registryHistoryEndpoints.compareVersions, args),
            };
          }),
  });
  const failed = answers.find(({ error }) => error !== null);
  const found = answers.map(({ data }) => data).filter((each) => each !== undefined);
  const ready = found.length > 0 && found.length === others.length;
  return (
    <>
      <PageHeader title="Compare versions" verdict={ready ? comparisonVerdict(found) : undefined} />
      {left === null || others.length === 0 ? (
        <EmptyState title="Choose at least two versions" text="Tick them in the table of a model, then press Compare.">
          <Link to={paths.models}>Models</Link>
        </EmptyState>
      ) : failed !== undefined ? (
        <ErrorPanel error={failed.error} onRetry={() => void failed.refetch()} />
      ) : !ready ? (
        <Loaded query={{ data: undefined, error: null, refetch: () => undefined }}>{() => null}</Loaded>
      ) : (
        <Comparison comparisons={found} />
      )}
    </>
  );
}

function Comparison({ comparisons }: { comparisons: readonly VersionComparison[] }): ReactNode {
  const [only, setOnly] = useUrlState<'yes' | 'no'>('only', 'yes');
  const all = [comparisons[0]?.left, ...comparisons.map(({ right }) => right)].filter((each) => each !== undefined);
  const sides = all.map(({ model, version }, index) => (
    <Link key={`${model} ${version}`} to={paths.version(model, version)}>
      {model} v{version}
      {index === 0 && ' (base)'}
    </Link>
  ));
  return (
    <>
      <Switch
        mb="md"
        size="xs"
        label="Only differences"
        checked={only === 'yes'}
        onChange={(event) => setOnly(event.currentTarget.checked ? 'yes' : 'no')}
      />
      {comparisonParts(comparisons).map(({ title, note, rows }) => (
        <Section key={title} title={title} note={note} flush>
          <DifferenceTable label={title} sides={sides} rows={rows} onlyDifferences={only === 'yes'} />
        </Section>
      ))}
    </>
  );
}
