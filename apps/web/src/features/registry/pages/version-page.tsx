import { evaluationEndpoints, registryEndpoints, servingEndpoints, type ModelVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { type PageTab, PageTabs } from '../../../components/layout/page-tabs.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { useCall } from '../../../lib/queries.js';
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
  const evaluations = useCall(evaluationEndpoints.listEvaluations, {
    query: { model, version: version.version, limit: 100 },
  });
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { limit: 200 } });
  const places = servingPlaces(endpoints.data?.items ?? [], model, version.version);
  const gates = gatesOf(evaluations.data?.items ?? [], version.version);
  const tabs: PageTab[] = [
    {
      key: 'overview',
      label: 'Overview',
      panel: (
        <VersionOverview
          key="overview"
          version={version}
          places={places}
          newest={evaluations.data?.items.find(({ state }) => state === 'done')}
        />
      ),
    },
    {
      key: 'evaluations',
      label: 'Evaluations',
      panel: <VersionEvaluations version={version} evaluations={evaluations} />,
    },
    { key: 'metrics', label: 'Metrics and parameters', panel: <VersionMetrics version={version} /> },
    { key: 'graph', label: 'Graph', panel: <VersionGraph version={version} /> },
    { key: 'files', label: 'Files', panel: <VersionFiles version={version} /> },
    { key: 'baselines', label: 'Baselines', panel: <VersionBaselines version={version} /> },
    { key: 'card', label: 'Card', panel: <VersionCardPanel version={version} /> },
    { key: 'activity', label: 'Activity', panel: <VersionActivity version={version} /> },
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
      <PageTabs tabs={tabs} />
    </>
  );
}
