import { datasetsEndpoints, type Dataset } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Described } from '../../../components/ui/described.js';
import { useAct } from '../../../lib/queries.js';

/** DatasetText is what people say about a dataset, and the way to change it. */
export function DatasetText({ dataset: { name, description, tags } }: { dataset: Dataset }): ReactNode {
  const update = useAct(datasetsEndpoints.updateDataset, { success: `${name} is described` });
  return (
    <Described
      name={name}
      description={description}
      tags={tags}
      busy={update.isPending}
      error={update.error}
      save={(body, onDone) => update.mutate({ params: { name }, body }, { onSuccess: onDone })}
    />
  );
}
