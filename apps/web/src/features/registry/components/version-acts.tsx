import { registryEndpoints, type ModelVersion, type ServingEndpoint } from '@slipway/contracts';
import {
  IconChartHistogram,
  IconClipboardCheck,
  IconGitBranch,
  IconPackageExport,
  IconRocket,
  IconTag,
  IconTrash,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { Act } from '../../../components/ui/act.js';
import { Acts } from '../../../components/ui/acts.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { servingPlaces } from '../prepare/serving-places.js';
import { AliasDialog } from './alias-dialog.js';
import { BaselineDialog } from './baseline-dialog.js';
import { DeployDialog } from './deploy-dialog.js';
import { RolloutDialog } from './rollout-dialog.js';

/** VersionActs is all that can be done with a version, each with what it needs. */
export function VersionActs({
  version: { model, version, framework, aliases },
  endpoints,
}: {
  version: ModelVersion;
  endpoints: readonly ServingEndpoint[];
}): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const [alias, deploy, rollout, baseline] = [
    useDialog('alias'),
    useDialog('deploy'),
    useDialog('rollout'),
    useDialog('baseline'),
  ];
  const owner = useCall(registryEndpoints.getModel, { params: { name: model } });
  const remove = useAct(registryEndpoints.deleteVersion, {
    success: `${model} v${version} is deleted`,
    onDone: () => void navigate(paths.model(model)),
  });
  const free = endpoints.filter(
    ({ activeRolloutId, variants }) =>
      activeRolloutId === null &&
      !variants.some((variant) => variant.model === model && variant.version === version) &&
      variants.some((variant) => variant.model === model),
  );
  const cannotRun = framework === 'onnx' ? null : 'Only ONNX versions can be run here.';
  const cannotServe = framework === 'opaque' ? 'It is kept as files, so it cannot serve.' : null;
  const noEndpoint =
    free.length > 0
      ? null
      : endpoints.length === 0
        ? 'Nothing serves this model yet: deploy it first.'
        : 'Every endpoint of this model already serves this version or has a rollout under way.';
  const serves = servingPlaces(endpoints, model, version);
  const used =
    serves.length > 0
      ? `It serves at ${serves.map(({ endpoint }) => endpoint).join(', ')}.`
      : aliases.length > 0
        ? `The alias ${aliases.join(', ')} points at it; move the alias first.`
        : null;
  const acts: Act[] = [
    {
      label: 'Start rollout',
      icon: IconGitBranch,
      primary: true,
      call: () => (free.length === 1 ? navigate(paths.startRollout(free[0]!.name, version)) : rollout.open()),
      disabled: denied ?? cannotServe ?? noEndpoint,
    },
    { label: 'Deploy', icon: IconRocket, call: deploy.open, disabled: denied ?? cannotServe },
    {
      label: 'Evaluate',
      icon: IconClipboardCheck,
      call: () => navigate(`${paths.evaluations}?start=1&model=${encodeURIComponent(model)}&version=${version}`),
      disabled: denied ?? cannotRun,
    },
    { label: 'Set alias', icon: IconTag, call: alias.open, disabled: denied },
    {
      label: 'Export bundle',
      icon: IconPackageExport,
      // An attachment: the page stays.
      call: () => window.location.assign(bundlePath(model, version)),
      disabled: cannotRun === null ? null : 'A bundle needs an ONNX model; the tab Files has its files.',
    },
    { label: 'Build baseline', icon: IconChartHistogram, call: baseline.open, disabled: denied ?? cannotRun },
    {
      label: 'Delete version',
      icon: IconTrash,
      danger: true,
      call: () => remove.mutateAsync({ params: { name: model, version } }),
      disabled: denied ?? used,
      confirm: {
        kind: 'type',
        name: `v${version}`,
        effect:
          'Nothing can be made from the version any more; its number is not given again. The model’s list of deleted versions can bring it back.',
      },
    },
  ];
  return (
    <>
      <Acts acts={acts} />
      {alias.opened && (
        <AliasDialog opened model={model} version={version} current={owner.data?.aliases ?? []} onClose={alias.close} />
      )}
      {deploy.opened && <DeployDialog opened model={model} version={version} onClose={deploy.close} />}
      {rollout.opened && <RolloutDialog model={model} version={version} endpoints={free} onClose={rollout.close} />}
      {baseline.opened && <BaselineDialog opened model={model} version={version} onClose={baseline.close} />}
    </>
  );
}

const bundlePath = (model: string, version: number): string =>
  `/api/v1/models/${encodeURIComponent(model)}/versions/${version}/bundle`;
