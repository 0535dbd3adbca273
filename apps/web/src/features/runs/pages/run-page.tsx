import { runsEndpoints, type Run, type RunInput } from '@slipway/contracts';
import { Text } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { PageTabs } from '../../../components/layout/page-tabs.js';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { CopyIcon } from '../../../components/ui/snippet.js';
import { Status } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useUrlState } from '../../../lib/url-state.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { ArtifactBrowser } from '../components/artifact-browser.js';
import { MetricPanel } from '../../../components/charts/metric-panel.js';
import { RegisterDialog } from '../components/register-dialog.js';
import { RegisteredVersions } from '../components/registered-versions.js';
import { runState, runVerdict } from '../prepare/run-state.js';
import { valueText } from '../../../components/charts/prepare/compared-values.js';

const REFRESH_MS = 5000;

/** RunPage answers: how did this run go, and what came of it? */
export default function RunPage(): ReactNode {
  const { id = '' } = useParams();
  const run = useCall(runsEndpoints.getRun, { params: { id } }, { everyMs: REFRESH_MS });
  if (run.data === undefined)
    return (
      <>
        <PageHeader title="Run" />
        <Loaded query={run}>{() => null}</Loaded>
      </>
    );
  return <Content key={id} run={run.data} />;
}

function Content({ run }: { run: Run }): ReactNode {
  const [folder] = useUrlState<string>('folder', '');
  const denied = useDenied('write');
  const register = useDialog('register');
  const now = useNow(5000);
  return (
    <>
      <PageHeader
        title={run.name}
        actions={<Acts acts={[{ label: 'Register model', icon: IconBox, call: register.open, disabled: denied }]} />}
        status={<Status of="run" value={runState(run.status)} />}
        verdict={runVerdict(run, now)}
      />
      <PageTabs
        tabs={[
          { key: 'overview', label: 'Overview', panel: <Overview run={run} /> },
          { key: 'metrics', label: 'Metrics by step', panel: <MetricCharts run={run} /> },
          { key: 'artifacts', label: 'Artifacts', panel: <ArtifactBrowser run={run.id} /> },
        ]}
      />
      {register.opened && <RegisterDialog run={run} folder={folder} onClose={register.close} />}
    </>
  );
}

type LatestMetric = Run['metrics'][number];

const metricColumns: readonly Column<LatestMetric>[] = [
  { key: 'key', header: 'Metric', cell: ({ key }) => key, sortBy: ({ key }) => key },
  { key: 'value', header: 'Last value', align: 'right', cell: ({ value }) => valueText(value) },
  { key: 'step', header: 'At step', align: 'right', cell: ({ step }) => step },
  { key: 'at', header: 'Logged', cell: ({ at }) => <TimeAgo at={at} /> },
];

const inputColumns: readonly Column<RunInput>[] = [
  { key: 'name', header: 'Dataset', cell: ({ name }) => name },
  { key: 'context', header: 'Used for', cell: ({ context }) => context ?? '–' },
  { key: 'digest', header: 'Digest', cell: ({ digest }) => digest },
  { key: 'source', header: 'Source', cell: ({ sourceType }) => sourceType },
];

function Overview({ run }: { run: Run }): ReactNode {
  return (
    <>
      <Columns min={420}>
        <Section title="Parameters">
          <Pairs of={run.params} none="No parameter was logged." />
        </Section>
        <Section title="Metrics" note="as last logged; measured by the script, not by Slipway" flush>
          <DataTable
            label="Metrics"
            columns={metricColumns}
            rows={run.metrics}
            rowKey={({ key }) => key}
            empty={<EmptyState title="No metric was logged" />}
          />
        </Section>
      </Columns>
      <Section title="Inputs" note="datasets as the run described them" flush>
        <DataTable
          label="Inputs"
          columns={inputColumns}
          rows={run.inputs}
          rowKey={({ name, digest, context }) => `${name} ${digest} ${context}`}
          empty={<EmptyState title="No dataset was logged" text="mlflow.log_input(dataset) says what a run read." />}
        />
      </Section>
      <RegisteredVersions run={run} />
      <Columns min={420}>
        <Section title="Tags">
          <Pairs of={run.tags} none="No tag was set." />
        </Section>
        <Section title="Facts">
          <Facts
            items={[
              [
                'Experiment',
                <Link key="experiment" to={paths.experiment(run.experiment)}>
                  its runs
                </Link>,
              ],
              ['By', run.user],
              ['Started', <TimeAgo key="started" at={run.startedAt} />],
              ['Ended', run.endedAt === null ? null : <TimeAgo key="ended" at={run.endedAt} />],
              ['Id for MLflow', <CopyIcon key="id" text={run.id} label="Copy run id" />],
            ]}
          />
        </Section>
      </Columns>
    </>
  );
}

function Pairs({ of, none }: { of: Readonly<Record<string, string>>; none: string }): ReactNode {
  const items = Object.entries(of);
  return items.length === 0 ? (
    <Text size="sm" c="dimmed">
      {none}
    </Text>
  ) : (
    <Facts items={items} />
  );
}

function MetricCharts({ run }: { run: Run }): ReactNode {
  if (run.metrics.length === 0)
    return <EmptyState title="No metric yet" text="mlflow.log_metric(name, value, step=...) draws a line here." />;
  return (
    <Columns min={440}>
      {run.metrics.map(({ key }) => (
        <Section key={key}>
          <MetricPanel metric={key} runs={[run]} />
        </Section>
      ))}
    </Columns>
  );
}
