import { registryEndpoints, rolloutsEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';

const ALL_PERCENT = 100;

/** StartRolloutDialog asks which version shall follow, in which steps, and how long each lasts at least. */
export function StartRolloutDialog({
  endpoint,
  opened,
  onClose,
}: {
  endpoint: ServingEndpoint;
  opened: boolean;
  onClose: () => void;
}): ReactNode {
  const navigate = useNavigate();
  const stable = endpoint.variants.find(({ role }) => role === 'stable');
  const model = stable?.model ?? '';
  const versions = useCall(
    registryEndpoints.listVersions,
    { params: { name: model }, query: { limit: 100 } },
    { enabled: opened && model !== '' },
  );
  const [version, setVersion] = useState<string | null>(null);
  const [percents, setPercents] = useState('10, 50, 100');
  const [hold, setHold] = useState<string | number>(60);
  const start = useAct(rolloutsEndpoints.startRollout, {
    success: 'Rollout started',
    onDone: ({ id }) => void navigate(paths.rollout(id)),
  });
  const steps = percents.split(',').map((text) => Number(text.trim()));
  const isValid = steps.length > 0 && steps.every((step, i) => step > (steps[i - 1] ?? 0) && step <= ALL_PERCENT);
  const submit = (): void => {
    start.mutate({
      params: { name: endpoint.name },
      body: {
        model,
        version: Number(version),
        steps: steps.map((step) => ({
          weightBp: Math.round(step * 100),
          holdSeconds: step === ALL_PERCENT ? 0 : Number(hold),
        })),
      },
    });
  };
  return (
    <DialogForm
      opened={opened}
      title={`Start rollout on ${endpoint.name}`}
      submitLabel="Start rollout"
      busy={start.isPending}
      disabled={version === null || !isValid}
      error={start.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Select
        label="Version"
        value={version}
        onChange={setVersion}
        data={(versions.data?.items ?? [])
          .filter((one) => one.version !== stable?.version)
          .map((one) => ({ value: String(one.version), label: `v${one.version} ${one.description.slice(0, 60)}` }))}
        placeholder="Which version shall follow?"
      />
      <TextInput
        label="Steps, in percent of traffic"
        value={percents}
        onChange={({ currentTarget }) => setPercents(currentTarget.value)}
        error={isValid ? null : 'rising numbers up to 100, with commas'}
      />
      <NumberInput label="Each step lasts at least, seconds" min={0} max={86_400} value={hold} onChange={setHold} />
      <Text size="xs" c="dimmed">
        A step is left only when errors are shown to be safe; the candidate is rolled back as soon as harm is shown.
        Both with at most 5 % chance of error, however often Slipway looks.
      </Text>
    </DialogForm>
  );
}
