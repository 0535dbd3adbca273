import { rolloutsEndpoints, servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { SegmentedControl, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { type PageTab, PageTabs } from '../../../components/layout/page-tabs.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status } from '../../../components/ui/status.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { CapacityPanel } from '../components/capacity-panel.js';
import { EndpointActs } from '../components/endpoint-acts.js';
import { EndpointSettings } from '../components/endpoint-settings.js';
import { Playground } from '../components/playground.js';
import { PredictionLog } from '../components/prediction-log.js';
import { ReplayHistory } from '../components/replay-history.js';
import { ReplicaTable } from '../components/replica-table.js';
import { RolloutHistory } from '../components/rollout-history.js';
import { ScaleSection } from '../components/scale-section.js';
import { TrafficCharts } from '../components/traffic-charts.js';
import { VariantTable } from '../components/variant-table.js';
import { endpointVerdict } from '../prepare/endpoint-verdict.js';
import type { Row } from '../prepare/playground-form.js';
import { rangeOf, statsRanges } from '../prepare/stats-range.js';
import styles from './endpoint-page.module.css';

/** EndpointPage answers: is it healthy, and where is the way back? */
export default function EndpointPage(): ReactNode {
  const { name = '' } = useParams();
  const endpoint = useCall(servingEndpoints.getEndpoint, { params: { name } }, { everyMs: 5000 });
  if (endpoint.data === undefined)
    return (
      <>
        <PageHeader title={name} />
        <Loaded query={endpoint}>{() => null}</Loaded>
      </>
    );
  return <Content key={name} endpoint={endpoint.data} />;
}

function Content({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const { name, activeRolloutId } = endpoint;
  const [, setTab] = useUrlState<string>('tab', 'traffic');
  const [rangeName, setRange] = useUrlState<string>('range', '15m');
  const [seed, setSeed] = useState<Row | null>(null);
  const range = rangeOf(rangeName);
  const stats = useCall(
    servingEndpoints.getEndpointStats,
    { params: { name }, query: { minutes: range.minutes } },
    { everyMs: range.everyMs },
  );
  const rollout = useCall(
    rolloutsEndpoints.getRollout,
    { params: { id: activeRolloutId ?? '' } },
    { enabled: activeRolloutId !== null, everyMs: 2000 },
  );
  const tryRow = (row: Row): void => {
    setSeed(row);
    setTab('playground');
  };
  const tabs: PageTab[] = [
    {
      key: 'traffic',
      label: 'Traffic',
      panel: (
        <Loaded query={stats} height={420}>
          {(data) => <TrafficCharts endpoint={endpoint} stats={data} />}
        </Loaded>
      ),
    },
    { key: 'playground', label: 'Playground', panel: <Playground endpoint={endpoint} seed={seed} /> },
    { key: 'log', label: 'Log', panel: <PredictionLog endpoint={endpoint} onTry={tryRow} /> },
    {
      key: 'replicas',
      label: 'Replicas',
      panel: (
        <Stack gap="md">
          <ReplicaTable name={name} />
          <ScaleSection name={name} />
        </Stack>
      ),
    },
    { key: 'capacity', label: 'Capacity', panel: <CapacityPanel endpoint={endpoint} /> },
    {
      key: 'rollouts',
      label: 'Rollouts',
      panel: (
        <Stack gap="md">
          <RolloutHistory endpoint={name} />
          <ReplayHistory endpoint={name} />
        </Stack>
      ),
    },
    { key: 'settings', label: 'Settings', panel: <EndpointSettings endpoint={endpoint} /> },
  ];
  return (
    <>
      <PageHeader
        title={name}
        status={<Status of="endpoint" value={endpoint.status} />}
        verdict={endpointVerdict(
          endpoint,
          stats.data,
          range.label,
          activeRolloutId === null ? null : (rollout.data ?? null),
        )}
        actions={<EndpointActs endpoint={endpoint} />}
      />
      <VariantTable endpoint={endpoint} stats={stats.data} windowWords={range.label} />
      <PageTabs
        tabs={tabs}
        beside={(open) =>
          open === 'traffic' && (
            <SegmentedControl
              className={styles.range}
              size="xs"
              aria-label="Range"
              data={statsRanges.map(({ value, label }) => ({ value, label }))}
              value={range.value}
              onChange={setRange}
            />
          )
        }
      />
    </>
  );
}
