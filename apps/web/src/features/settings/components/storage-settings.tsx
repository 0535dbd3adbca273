import { artifactsEndpoints } from '@slipway/contracts';
import { NumberInput, Text } from '@mantine/core';
import { IconCalculator, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';

/** StorageSettings counts or removes stored files that no version, run, dataset or upload needs. */
export function StorageSettings(): ReactNode {
  const navigate = useNavigate();
  const denied = useDenied('admin');
  const [graceHours, setGraceHours] = useState<number | string>(24);
  const start = useAct(artifactsEndpoints.startCollection, {
    onDone: ({ job }) => void navigate(`${paths.jobs}?job=${job.id}`),
  });
  const collect = (dryRun: boolean) => start.mutateAsync({ body: { dryRun, graceHours: Number(graceHours) || 24 } });
  return (
    <Section title="Stored files" note="cleared away by themselves four times a day">
      <Text size="sm" mb="sm">
        A file stays while a version, a run, a logged model, a dataset or a running upload needs it, also one that was
        deleted and can come back.
      </Text>
      <NumberInput
        label="Leave alone what came in the last hours"
        min={1}
        max={10_000}
        allowDecimal={false}
        value={graceHours}
        disabled={denied !== null}
        onChange={setGraceHours}
        maw={320}
        mb="sm"
      />
      <Acts
        acts={[
          { label: 'Count unneeded files', icon: IconCalculator, call: () => collect(true), disabled: denied },
          {
            label: 'Remove unneeded files',
            icon: IconTrash,
            danger: true,
            call: () => collect(false),
            disabled: denied,
            confirm: { kind: 'dialog', effect: 'Files that nothing names any more are removed for good.' },
          },
        ]}
      />
    </Section>
  );
}
