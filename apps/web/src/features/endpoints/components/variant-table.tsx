import type { EndpointStats, ServingEndpoint, Variant } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Status } from '../../../components/ui/status.js';
import { formatCompact, formatPercent, formatRate, formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { variantNumbers } from '../prepare/traffic.js';
import { SeenWeight } from './weight-bar.js';

/** VariantTable sets wanted beside seen for each variant: weight, requests, errors. */
export function VariantTable({
  endpoint,
  stats,
  windowWords,
}: {
  endpoint: ServingEndpoint;
  stats: EndpointStats | undefined;
  windowWords: string;
}): ReactNode {
  const { configNumber, seenConfigNumber, variants } = endpoint;
  const seconds = stats === undefined ? 1 : (Date.parse(stats.to) - Date.parse(stats.from)) / 1000;
  const numbers = (variant: Variant): ReturnType<typeof variantNumbers> =>
    variantNumbers(stats?.points ?? [], variant, variants);
  const columns: readonly Column<Variant>[] = [
    { key: 'role', header: 'Variant', cell: ({ role }) => role },
    {
      key: 'version',
      header: 'Version',
      cell: ({ model, version }) => (
        <Link to={paths.version(model, version)}>
          {model} v{version}
        </Link>
      ),
    },
    {
      key: 'state',
      header: 'State',
      cell: ({ state, detail }) => <Status of="replica" value={state} detail={detail} />,
    },
    { key: 'wanted', header: 'Weight wanted', align: 'right', cell: ({ weightBp }) => formatWeight(weightBp) },
    {
      key: 'seen',
      header: 'Seen',
      cell: (variant) => <Seen variant={variant} share={numbers(variant).share} />,
    },
    {
      key: 'rate',
      header: 'Req/s',
      align: 'right',
      cell: (variant) => formatRate(numbers(variant).requests / seconds),
    },
    { key: 'errors', header: 'Errors (n)', align: 'right', cell: (variant) => errorsOf(numbers(variant)) },
  ];
  const isCurrent = seenConfigNumber === configNumber;
  return (
    <Section
      title="Variants"
      note={`${isCurrent ? 'as wanted on every gateway' : 'gateways are taking the new routing over'}; seen since these variants serve, requests and errors of ${windowWords}`}
      flush
    >
      <DataTable label="Variants" columns={columns} rows={variants} rowKey={({ role, version }) => role + version} />
    </Section>
  );
}

function Seen({ variant: { role, weightBp }, share }: { variant: Variant; share: number | null }): ReactNode {
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      <SeenWeight role={role} wanted={weightBp / 10_000} seen={share} />{' '}
      {share === null ? 'no request yet' : formatPercent(share, 1)}
    </span>
  );
}

const errorsOf = ({ requests, errors }: { requests: number; errors: number }): string =>
  requests === 0 ? '–' : `${formatPercent(errors / requests)} (${formatCompact(requests)})`;
