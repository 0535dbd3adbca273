import {
  rolloutsEndpoints,
  servingEndpoints,
  type Rollout,
  type ServingEndpoint,
  type Variant,
} from '@slipway/contracts';
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Snippet } from '../../../components/ui/snippet.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatCompact, formatMs, formatNumber, formatPercent, formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { Playground } from '../components/playground.js';
import { PredictionLog } from '../components/prediction-log.js';
import { ReplicaTable } from '../components/replica-table.js';
import { StartRolloutDialog } from '../components/start-rollout-dialog.js';
import { TrafficCharts } from '../components/traffic-charts.js';

const LIVE_MS = 2_000;

/** EndpointPage answers: is it healthy, and where is the way back? */
export default function EndpointPage(): ReactNode {
  const { name = '' } = useParams();
  const endpoint = useCall(servingEndpoints.getEndpoint, { params: { name } }, { everyMs: LIVE_MS });
  return <Loaded query={endpoint}>{(data) => <EndpointDetails endpoint={data} />}</Loaded>;
}

function EndpointDetails({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const { name } = endpoint;
  const [tab, setTab] = useUrlState<string>('tab', 'traffic');
  const stats = useCall(
    servingEndpoints.getEndpointStats,
    { params: { name }, query: { minutes: 15 } },
    { everyMs: LIVE_MS },
  );
  const rollouts = useCall(
    rolloutsEndpoints.listRollouts,
    { query: { endpoint: name, limit: 50 } },
    { everyMs: 5_000 },
  );
  const totals = stats.data?.totals;
  const numbers =
    totals === undefined || totals.requests === 0
      ? 'no traffic in 15 min'
      : `${formatNumber(totals.requestsPerSecond)} req/s, p95 ${formatMs(totals.p95Ms)}, errors ${formatPercent(totals.errors / totals.requests)} (n ${formatCompact(totals.requests)}, 15 min)`;
  return (
    <>
      <PageHeader
        title={name}
        status={<Status of="endpoint" value={endpoint.status} />}
        verdict={{
          tone: endpoint.status === 'serving' ? 'good' : 'warn',
          sentence: `${endpoint.variants.map(({ version, weightBp }) => `v${version} ${formatWeight(weightBp)}`).join(', ')}; ${numbers}.`,
        }}
        actions={<EndpointActs endpoint={endpoint} />}
      />
      <Section
        title="Variants"
        note={
          endpoint.seenConfigNumber === endpoint.configNumber
            ? 'as wanted on every gateway'
            : 'gateways are taking the new routing over'
        }
        flush
      >
        <DataTable
          label="Variants"
          columns={variantColumns}
          rows={endpoint.variants}
          rowKey={({ role, version }) => `${role}${version}`}
        />
      </Section>
      <Tabs value={tab} onChange={(value) => setTab(value ?? 'traffic')} mt="md" keepMounted={false}>
        <Tabs.List>
          {['traffic', 'playground', 'log', 'replicas', 'rollouts'].map((each) => (
            <Tabs.Tab key={each} value={each}>
              {each[0]?.toUpperCase()}
              {each.slice(1)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="traffic" pt="md">
          {stats.data && <TrafficCharts stats={stats.data} />}
          {totals?.requests === 0 && <Snippet tabs={[{ label: 'curl', code: predictSnippet(endpoint) }]} />}
        </Tabs.Panel>
        <Tabs.Panel value="playground" pt="md">
          <Playground endpoint={endpoint} />
        </Tabs.Panel>
        <Tabs.Panel value="log" pt="md">
          <PredictionLog name={name} sampleRate={endpoint.sampleRate} />
        </Tabs.Panel>
        <Tabs.Panel value="replicas" pt="md">
          <ReplicaTable name={name} />
        </Tabs.Panel>
        <Tabs.Panel value="rollouts" pt="md">
          <Section title="Rollouts of this endpoint" flush>
            <DataTable
              label="Rollouts"
              columns={rolloutColumns}
              rows={rollouts.data?.items}
              query={rollouts}
              rowKey={({ id }) => id}
              rowLink={({ id }) => paths.rollout(id)}
            />
          </Section>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function EndpointActs({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const navigate = useNavigate();
  const { name, activeRolloutId } = endpoint;
  const denied = useDenied('write');
  const start = useDialog('start');
  const busy = activeRolloutId === null ? null : 'A rollout is under way: end it first.';
  const rollBack = useAct(servingEndpoints.rollBackEndpoint, { success: 'Rolled back' });
  const remove = useAct(servingEndpoints.deleteEndpoint, {
    success: 'Deleted',
    onDone: () => void navigate(paths.endpoints),
  });
  return (
    <>
      <Acts
        acts={[
          activeRolloutId === null
            ? { label: 'Start rollout', primary: true, disabled: denied, call: start.open }
            : { label: 'Open rollout', primary: true, call: () => navigate(paths.rollout(activeRolloutId)) },
          {
            label: 'Roll back',
            disabled: denied ?? busy,
            confirm: { kind: 'dialog', effect: 'All traffic returns to the version that was stable before this one.' },
            call: () => rollBack.mutateAsync({ params: { name }, body: {} }),
          },
          {
            label: 'Delete endpoint',
            danger: true,
            disabled: denied ?? busy,
            confirm: { kind: 'type', name, effect: 'The address stops answering at once, and its counts are deleted.' },
            call: () => remove.mutateAsync({ params: { name } }),
          },
        ]}
      />
      <StartRolloutDialog endpoint={endpoint} opened={start.opened} onClose={start.close} />
    </>
  );
}

function predictSnippet({ predictUrl, schema }: ServingEndpoint): string {
  const row = Object.fromEntries(
    schema.features.map(({ name, type, categories }) => [name, type === 'numeric' ? 1 : (categories?.[0] ?? 'text')]),
  );
  return `curl -H "$A" --json '${JSON.stringify({ rows: [row] })}' ${predictUrl}`;
}

const variantColumns: Column<Variant>[] = [
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
  { key: 'weight', header: 'Traffic wanted', align: 'right', cell: ({ weightBp }) => formatWeight(weightBp) },
  { key: 'state', header: 'State', cell: ({ state, detail }) => <Status of="replica" value={state} detail={detail} /> },
];

const rolloutColumns: Column<Rollout>[] = [
  { key: 'what', header: 'Rollout', cell: ({ fromVersion, toVersion }) => `v${fromVersion} to v${toVersion}` },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="rollout" value={state} /> },
  { key: 'sentence', header: 'Verdict', cell: ({ sentence }) => sentence },
  { key: 'at', header: 'Started', cell: ({ startedAt }) => <TimeAgo at={startedAt} /> },
];
