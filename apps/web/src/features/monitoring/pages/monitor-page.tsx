import { monitoringEndpoints, type FeatureDrift, type Heatmap, type MonitorRun } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Facts, Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { formatNumber, formatPValue, formatPercent } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useUrlState } from '../../../lib/url-state.js';
import { windowLabel } from '../prepare/window-label.js';

/** MonitorPage answers: what drifted, since when, and does it matter? */
export default function MonitorPage(): ReactNode {
  const { name = '' } = useParams();
  const monitor = useCall(monitoringEndpoints.getMonitor, { params: { name } }, { everyMs: 5_000 });
  const heatmap = useCall(monitoringEndpoints.getHeatmap, { params: { name }, query: {} }, { everyMs: 10_000 });
  const runs = useCall(
    monitoringEndpoints.listMonitorRuns,
    { params: { name }, query: { limit: 50 } },
    { everyMs: 10_000 },
  );
  const [runId, setRun] = useUrlState<string>('run', '');
  const run = runs.data?.items.find(({ id }) => id === runId) ?? runs.data?.items[0];
  const denied = useDenied('write');
  const runNow = useAct(monitoringEndpoints.runMonitor, { success: 'Comparing every closed window' });
  const update = useAct(monitoringEndpoints.updateMonitor, {});
  return (
    <Loaded query={monitor}>
      {(data) => (
        <>
          <PageHeader
            title={data.name}
            status={<Status of="monitor" value={data.state} />}
            verdict={{
              tone: data.state === 'firing' ? 'bad' : data.state === 'ok' ? 'good' : 'unknown',
              sentence: data.verdict,
            }}
            actions={
              <Acts
                acts={[
                  {
                    label: 'Run now',
                    primary: true,
                    disabled: denied,
                    call: () => runNow.mutateAsync({ params: { name } }),
                  },
                  {
                    label: data.enabled ? 'Turn off monitor' : 'Turn on monitor',
                    disabled: denied,
                    call: () => update.mutateAsync({ params: { name }, body: { enabled: !data.enabled } }),
                  },
                ]}
              />
            }
          />
          <Section
            title="Features by window"
            note={`colour: lower bound of the change; from ${formatNumber(data.floor)} on it alarms`}
          >
            {heatmap.data && <HeatmapGrid monitor={name} heatmap={heatmap.data} />}
          </Section>
          {run && (
            <Section title={`Window ${windowLabel(run)}`} note={run.sentence} flush>
              <DataTable
                label="Features"
                columns={featureColumns}
                rows={run.features}
                rowKey={({ feature }) => feature}
                rowLink={({ feature }) => paths.feature(name, feature, run.id)}
              />
            </Section>
          )}
          <Section title="Windows" flush>
            <DataTable
              label="Windows"
              columns={runColumns}
              rows={runs.data?.items}
              query={runs}
              rowKey={({ id }) => id}
              onRowClick={({ id }) => setRun(id)}
              isSelected={({ id }) => id === run?.id}
            />
          </Section>
          <Section title="Settings">
            <Facts
              items={[
                [
                  'Endpoint',
                  <Link key="e" to={paths.endpoint(data.endpoint)}>
                    {data.endpoint}
                  </Link>,
                ],
                ['Window', data.window],
                ['Closes by', data.closeBy === 'clock' ? 'the clock' : 'a later event time'],
                ['Alpha', formatNumber(data.alpha)],
                ['Floor', formatPercent(data.floor)],
                ['Fewest rows', formatNumber(data.minimumRows)],
                ['Last run', <TimeAgo key="t" at={data.lastRunAt} />],
              ]}
            />
          </Section>
        </>
      )}
    </Loaded>
  );
}

function HeatmapGrid({ monitor, heatmap }: { monitor: string; heatmap: Heatmap }): ReactNode {
  if (heatmap.windows.length === 0) return <p>No window has closed yet.</p>;
  return (
    <div style={{ overflowX: 'auto' }}>
      <table
        aria-label="Change by feature and window"
        style={{ borderCollapse: 'separate', borderSpacing: 2, fontSize: 12 }}
      >
        <thead>
          <tr>
            <th scope="col" aria-label="Feature" />
            {heatmap.windows.map((window) => (
              <th key={window.runId} scope="col" style={{ fontWeight: 400, padding: '0 6px' }}>
                {windowLabel({ windowFrom: window.from, windowTo: window.to })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heatmap.features.map(({ feature, cells }) => (
            <tr key={feature}>
              <th scope="row" style={{ textAlign: 'left', fontWeight: 500, paddingRight: 12 }}>
                {feature}
              </th>
              {cells.map((cell, i) => {
                const share = Math.min(1, (cell?.effectLow ?? 0) / (heatmap.floor * 2));
                const run = heatmap.windows[i]!;
                return (
                  <td
                    key={run.runId}
                    style={{
                      background: `color-mix(in srgb, var(--slip-candidate) ${Math.round(share * 55)}%, var(--slip-panel))`,
                      border: '1px solid var(--slip-border)',
                      textAlign: 'center',
                      minWidth: 74,
                      padding: '4px 6px',
                    }}
                  >
                    <Link
                      to={paths.feature(monitor, feature, run.runId)}
                      aria-label={`${feature}, ${windowLabel({ windowFrom: run.from, windowTo: run.to })}: change ${formatNumber(cell?.effect)}`}
                      style={{ color: 'inherit' }}
                    >
                      {cell === null || cell.effect === null ? '–' : formatNumber(cell.effect)}
                      {cell?.verdict === 'drift' ? ' ●' : ''}
                    </Link>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p style={{ fontSize: 12 }}>Number: size of the change (KS D, or total variation). ● drift: real and large.</p>
    </div>
  );
}

const featureColumns: Column<FeatureDrift>[] = [
  { key: 'feature', header: 'Feature', cell: ({ feature }) => feature },
  { key: 'verdict', header: 'Verdict', cell: ({ verdict }) => <Status of="drift" value={verdict} /> },
  {
    key: 'effect',
    header: 'Change',
    align: 'right',
    cell: ({ test, effect }) => `${test === 'ks' ? 'D' : 'TV'} ${formatNumber(effect)}`,
    sortBy: ({ effect }) => effect,
  },
  {
    key: 'low',
    header: 'At least',
    align: 'right',
    cell: ({ effectLow }) => formatNumber(effectLow),
    sortBy: ({ effectLow }) => effectLow,
  },
  { key: 'p', header: 'p', align: 'right', cell: ({ pValue }) => formatPValue(pValue) },
  { key: 'adjusted', header: 'adjusted p', align: 'right', cell: ({ adjustedP }) => formatPValue(adjustedP) },
  {
    key: 'n',
    header: 'n reference / current',
    align: 'right',
    cell: ({ referenceRows, currentRows }) => `${formatNumber(referenceRows)} / ${formatNumber(currentRows)}`,
  },
];

const runColumns: Column<MonitorRun>[] = [
  { key: 'window', header: 'Window', cell: (run) => windowLabel(run) },
  { key: 'state', header: 'State', cell: ({ state }) => <Status of="monitor" value={state} /> },
  { key: 'rows', header: 'Rows', align: 'right', cell: ({ rows }) => formatNumber(rows) },
  { key: 'baseline', header: 'Against', cell: ({ version }) => (version === null ? '–' : `baseline of v${version}`) },
  { key: 'sentence', header: 'Verdict', cell: ({ sentence }) => sentence },
];
