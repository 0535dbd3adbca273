import { evaluationEndpoints, type Evaluation } from '@slipway/contracts';
import { Button, Group } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { isPaired } from '../prepare/judged-parts.js';

/** CompareRowByRow offers to test versions against the base on the rows on which the base was measured last, where no evaluation has done so. */
export function CompareRowByRow({ base, sides }: { base: readonly Evaluation[]; sides: CompareSide[] }): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('write');
  const start = useAct(evaluationEndpoints.startEvaluation, {
    success: 'The evaluation is queued',
    onDone: ({ evaluation }) => void navigate(paths.evaluation(evaluation.id)),
  });
  const [newest] = base;
  if (newest === undefined) return null;
  const open = sides.filter(({ model, done }) => model === newest.model && !isPaired(base, done));
  if (open.length === 0) return null;
  const { model, dataset, datasetVersion, target, positive, query, separator, slices } = newest;
  return (
    <Group gap="xs" mb="md">
      {open.map(({ version }) => (
        <Button
          key={version}
          size="xs"
          variant="default"
          leftSection={<IconScale size={14} />}
          disabled={denied !== null}
          title={denied ?? undefined}
          loading={start.isPending && start.variables.body.version === version}
          onClick={() =>
            start.mutate({
              body: {
                model,
                version,
                dataset,
                datasetVersion,
                target,
                champion: newest.version,
                slices: [...new Set(slices.map(({ column }) => column))],
                ...(positive !== null && { positive }),
                ...(query !== null && { query }),
                ...(separator !== null && { separator }),
              },
            })
          }
        >
          Test v{version} against v{newest.version} on {dataset} v{datasetVersion}
        </Button>
      ))}
    </Group>
  );
}

/** CompareSide is a version beside the base, with its finished evaluations. */
export interface CompareSide {
  model: string;
  version: number;
  done: readonly Evaluation[];
}
