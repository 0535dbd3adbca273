import { registryEndpoints, registryHistoryEndpoints, servingEndpoints, type Model } from '@slipway/contracts';
import { IconRocket, IconTag, IconTrash, IconUpload, IconWorldShare } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { PageHeader } from '../../../components/layout/page-header.js';
import { type PageTab, PageTabs } from '../../../components/layout/page-tabs.js';
import { Section } from '../../../components/layout/section.js';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { EventList } from '../../../components/ui/event-list.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { Pager } from '../../../components/ui/pager.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { usePages } from '../../../lib/use-pages.js';
import { AliasChips } from '../components/alias-chips.js';
import { AliasDialog } from '../components/alias-dialog.js';
import { AliasTimeline } from '../components/alias-timeline.js';
import { CardWords } from '../components/card-words.js';
import { GatePolicyPanel } from '../components/gate-policy.js';
import { MetricChart } from '../components/metric-chart.js';
import { ModelCard } from '../components/model-card.js';
import { ModelSettings } from '../components/model-settings.js';
import { RegisterTargetDialog } from '../components/register-target-dialog.js';
import { UploadModelDialog } from '../components/upload-model-dialog.js';
import { useMetricHistory } from '../components/use-metric-history.js';
import { VersionList } from '../components/version-list.js';
import { servingPlaces } from '../prepare/serving-places.js';
import { championOf, modelVerdict } from '../prepare/versions.js';

/** ModelPage answers: is it getting better, who is champion? */
export default function ModelPage(): ReactNode {
  const { name = '' } = useParams();
  const model = useCall(registryEndpoints.getModel, { params: { name } });
  if (model.data === undefined)
    return (
      <>
        <PageHeader title={name} />
        <Loaded query={model}>{() => null}</Loaded>
      </>
    );
  return <Content key={name} model={model.data} />;
}

function Content({ model }: { model: Model }): ReactNode {
  const { name } = model;
  const history = useMetricHistory(name);
  const endpoints = useCall(servingEndpoints.listEndpoints, { query: { model: name, limit: 200 } });
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const upload = useDialog('upload');
  const alias = useDialog('alias');
  const target = useDialog('target');
  const servedAt = [...new Set(servingPlaces(endpoints.data?.items ?? [], name).map(({ endpoint }) => endpoint))];
  const tabs: PageTab[] = [
    {
      key: 'versions',
      label: 'Versions',
      panel: (
        <>
          <MetricChart title="Is it getting better?" history={history} champion={championOf(model)} />
          <AliasTimeline model={name} />
          <VersionList
            model={name}
            evaluations={history.evaluations}
            endpoints={endpoints.data?.items ?? []}
            metric={history.series}
          />
        </>
      ),
    },
    { key: 'gates', label: 'Gates', panel: <GatePolicyPanel model={name} /> },
    {
      key: 'card',
      label: 'Card',
      panel: (
        <>
          <ModelCard model={model} />
          <CardWords model={name} />
        </>
      ),
    },
    { key: 'activity', label: 'Activity', panel: <Activity model={name} /> },
    { key: 'settings', label: 'Settings', panel: <ModelSettings model={model} servedAt={servedAt} /> },
  ];
  return (
    <>
      <PageHeader
        title={name}
        status={<AliasChips model={name} aliases={model.aliases} policies={policies.data?.items ?? []} />}
        verdict={modelVerdict(model, servedAt)}
        actions={
          <ModelActs
            model={model}
            servedAt={servedAt}
            onUpload={upload.open}
            onAlias={alias.open}
            onTarget={target.open}
          />
        }
      />
      <PageTabs tabs={tabs} />
      <UploadModelDialog opened={upload.opened} model={name} onClose={upload.close} onDone={upload.close} />
      {target.opened && <RegisterTargetDialog model={name} onClose={target.close} />}
      {alias.opened && model.latestVersion !== null && (
        <AliasDialog opened model={name} version={model.latestVersion} current={model.aliases} onClose={alias.close} />
      )}
    </>
  );
}

interface ModelActsProps {
  model: Model;
  servedAt: readonly string[];
  onUpload: () => void;
  onAlias: () => void;
  onTarget: () => void;
}

function ModelActs({ model, servedAt, onUpload, onAlias, onTarget }: ModelActsProps): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const remove = useAct(registryEndpoints.deleteModel, {
    success: `${model.name} is deleted`,
    onDone: () => void navigate(paths.models),
  });
  const noVersion = model.latestVersion === null ? 'Upload a version first.' : null;
  const used =
    servedAt.length > 0
      ? `It serves at ${servedAt.join(', ')}; delete the endpoint first.`
      : model.aliases.length > 0
        ? 'Remove its aliases first, on the tab Settings.'
        : null;
  const newest = model.latestVersion ?? 1;
  const acts: Act[] = [
    { label: 'Upload version', icon: IconUpload, primary: true, call: onUpload, disabled: denied },
    { label: 'Set alias', icon: IconTag, call: onAlias, disabled: denied ?? noVersion },
    {
      label: 'Deploy',
      icon: IconRocket,
      call: () => navigate(`${paths.version(model.name, newest)}?deploy=1`),
      disabled: denied ?? noVersion,
    },
    { label: 'Add endpoint of others', icon: IconWorldShare, call: onTarget, disabled: denied ?? noVersion },
    {
      label: 'Delete model',
      icon: IconTrash,
      danger: true,
      call: () => remove.mutateAsync({ params: { name: model.name } }),
      disabled: denied ?? used,
      confirm: {
        kind: 'type',
        name: model.name,
        effect: 'It goes with all its versions; the Deleted tab of the models brings it back.',
      },
    },
  ];
  return <Acts acts={acts} />;
}

function Activity({ model }: { model: string }): ReactNode {
  const pages = usePages(model);
  const events = useCall(registryHistoryEndpoints.getModelTimeline, {
    params: { name: model },
    query: { limit: 50, cursor: pages.cursor },
  });
  return (
    <Section title="Activity" note="who did what and why, under this name and former ones">
      <Loaded query={events}>{({ items }) => <EventList events={items} />}</Loaded>
      <Pager turn={pages.turn(events.data?.nextCursor)} shown={events.data?.items.length ?? 0} noun="event" />
    </Section>
  );
}
