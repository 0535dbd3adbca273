import { evaluationEndpoints, registryEndpoints, servingEndpoints, type ModelVersion } from '@slipway/contracts';
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { useCall } from '../../../lib/queries.js';
import { useUrlState } from '../../../lib/url-state.js';
import { AliasNames } from '../components/alias-chips.js';
import { VersionActs } from '../components/version-acts.js';
import { VersionActivity } from '../components/version-activity.js';
import { VersionBaselines } from '../components/version-baselines.js';
import { VersionCardPanel } from '../components/version-card.js';
import { VersionEvaluations } from '../components/version-evaluations.js';
import { VersionFiles } from '../components/version-files.js';
import { VersionGraph } from '../components/version-graph.js';
import { VersionMetrics } from '../components/version-metrics.js';
import { VersionOverview } from '../components/version-overview.js';
import { gatesOf } from '../prepare/gates.js';
import { servingPlaces } from '../prepare/serving-places.js';
import { versionVerdict } from '../prepare/versions.js';

/** VersionPage answers: may I ship this? */
export default function VersionPage(): ReactNode {
  const { name = '', version = '' } = useParams();
  const asked = useCall(registryEndpoints.getVersion, { params: { name, version } });
  if (asked.data === undefined)
    return (
      <>
        <PageHeader title={`${name} v${version}`} />
        <Loaded query={asked}>{() => null}</Loaded>
      </>
    );
  return <Content key={asked.data.id} version={asked.data} />;
}

function Content({ version }: { version: ModelVersion }): ReactNode {
  const { model } = version;
  const [tab, setTab] = useUrlState<string>('tab', 'overview');
  const evaluations = useCall(evaluationEndpoints.listEvaluations, {
    query: { model, version: version.version, limit: 100 },
  });
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } });
  const places = servingPlaces(endpoints.data?.items ?? [], model, version.version);
  const gates = gatesOf(evaluations.data?.items ?? [], version.version);
  const panels: [string, string, ReactNode][] = [
    [
      'overview',
      'Overview',
      <VersionOverview
        key="overview"
        version={version}
        places={places}
        newest={evaluations.data?.items.find(({ state }) => state === 'done')}
      />,
    ],
    [
      'evaluations',
      'Evaluations',
      <VersionEvaluations key="evaluations" version={version} evaluations={evaluations} />,
    ],
    ['metrics', 'Metrics and parameters', <VersionMetrics key="metrics" version={version} />],
    ['graph', 'Graph', <VersionGraph key="graph" version={version} />],
    ['files', 'Files', <VersionFiles key="files" version={version} />],
    ['baselines', 'Baselines', <VersionBaselines key="baselines" version={version} />],
    ['card', 'Card', <VersionCardPanel key="card" version={version} />],
    ['activity', 'Activity', <VersionActivity key="activity" version={version} />],
  ];
  return (
    <>
      <PageHeader
        title={`${model} v${version.version}`}
        status={<AliasNames aliases={version.aliases} />}
        verdict={
          evaluations.data &&
          endpoints.data &&
          versionVerdict(
            version,
            gates,
            places.map(({ endpoint, share }) => `${endpoint} (${share})`),
          )
        }
        actions={<VersionActs version={version} endpoints={endpoints.data?.items ?? []} />}
      />
      <Tabs value={tab} onChange={(value) => setTab(value ?? 'overview')} keepMounted={false}>
        <Tabs.List mb="md">
          {panels.map(([key, label]) => (
            <Tabs.Tab key={key} value={key}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {panels.map(([key, , panel]) => (
          <Tabs.Panel key={key} value={key}>
            {panel}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
