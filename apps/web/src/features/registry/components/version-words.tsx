import { registryEndpoints, type ModelVersion } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Described } from '../../../components/ui/described.js';
import { useAct } from '../../../lib/queries.js';

/** VersionWords is what people say about a version, the only thing of it that they may change. */
export function VersionWords({ version }: { version: ModelVersion }): ReactNode {
  const { model, description, tags } = version;
  const update = useAct(registryEndpoints.updateVersion, { success: `v${version.version} is described` });
  return (
    <Described
      name={`${model} v${version.version}`}
      description={description}
      tags={tags}
      busy={update.isPending}
      error={update.error}
      save={(body, onDone) =>
        update.mutate({ params: { name: model, version: version.version }, body }, { onSuccess: onDone })
      }
    />
  );
}
