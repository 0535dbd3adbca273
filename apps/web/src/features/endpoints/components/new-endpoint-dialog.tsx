import { registryEndpoints, servingEndpoints } from '@slipway/contracts';
import { NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { defaultContainer, fittingContainer } from '../prepare/runtime-words.js';
import { versionChoices } from '../prepare/version-choices.js';
import { RuntimeFields, type RuntimeSettings } from './runtime-fields.js';

const access = [
  { value: 'token', label: 'Tokens with the scope predict' },
  { value: 'public', label: 'Everybody who reaches the gateway' },
];

/** NewEndpointDialog puts a version behind a new address. */
export function NewEndpointDialog({ onClose }: { onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const models = useCall(registryEndpoints.listModels, { query: { limit: 200 } });
  const names = (models.data?.items ?? [])
    .filter(({ latestVersion }) => latestVersion !== null)
    .map(({ name }) => name);
  const [chosenModel, setModel] = useState<string | null>(null);
  const [chosenVersion, setVersion] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [auth, setAuth] = useState<'token' | 'public'>('token');
  const [percent, setPercent] = useState<number | string>(100);
  const [runs, setRuns] = useState<RuntimeSettings>({ runtime: 'embedded', container: defaultContainer });
  const model = chosenModel ?? names[0] ?? null;
  const versions = useCall(
    registryEndpoints.listVersions,
    { params: { name: model ?? '' }, query: { limit: 100 } },
    { enabled: model !== null },
  );
  const choices = versionChoices(versions.data?.items ?? [], undefined);
  const version = choices.find(({ value }) => value === chosenVersion)?.value ?? choices[0]?.value ?? null;
  const create = useAct(servingEndpoints.createEndpoint, {
    success: `${name} starts`,
    onDone: () => void navigate(paths.endpoint(name)),
  });
  const submit = (): void => {
    if (model !== null && version !== null)
      create.mutate({
        body: {
          name,
          model,
          version: Number(version),
          auth,
          sampleRate: Number(percent) / 100,
          runtime: runs.runtime,
          ...(runs.runtime !== 'embedded' && { container: fittingContainer(runs.runtime, runs.container) }),
        },
      });
  };
  return (
    <DialogForm
      opened
      title="New endpoint"
      submitLabel="Create endpoint"
      busy={create.isPending}
      disabled={name === '' || version === null}
      error={create.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Select
        label="Model"
        data={names}
        value={model}
        onChange={setModel}
        allowDeselect={false}
        searchable
        placeholder={models.data && names.length === 0 ? 'No model has a version yet' : ''}
      />
      <Select label="Version" data={choices} value={version} onChange={setVersion} allowDeselect={false} />
      <TextInput
        label="Name"
        description="Lower-case letters, digits and hyphens; it becomes part of the address"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        required
        data-autofocus
      />
      <Select
        label="Who may predict"
        data={access}
        value={auth}
        onChange={(value) => setAuth(value === 'public' ? 'public' : 'token')}
        allowDeselect={false}
      />
      <RuntimeFields value={runs} onChange={setRuns} />
      <NumberInput
        label="Share of predictions to log"
        suffix=" %"
        min={0}
        max={100}
        value={percent}
        onChange={setPercent}
      />
      <Text size="sm" c="dimmed">
        It serves as soon as {runs.runtime === 'embedded' ? 'the model is loaded' : 'its containers are ready'}.
      </Text>
    </DialogForm>
  );
}
