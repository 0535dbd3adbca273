import { servingEndpoints } from '@slipway/contracts';
import { Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { endpointNameFor } from '../prepare/endpoint-name.js';

/** DeployDialog puts a version behind a new address. */
export function DeployDialog({
  opened,
  model,
  version,
  onClose,
}: {
  opened: boolean;
  model: string;
  version: number;
  onClose: () => void;
}): ReactNode {
  const navigate = useNavigate();
  const [name, setName] = useState(() => endpointNameFor(model));
  const openDenied = useDenied('admin');
  const [auth, setAuth] = useState<'token' | 'public'>('token');
  const deploy = useAct(servingEndpoints.createEndpoint, {
    success: `${name} starts with ${model} v${version}`,
    onDone: () => void navigate(paths.endpoint(name)),
  });
  return (
    <DialogForm
      opened={opened}
      title={`Deploy ${model} v${version}`}
      submitLabel="Deploy version"
      busy={deploy.isPending}
      disabled={name === ''}
      error={deploy.error}
      onClose={onClose}
      onSubmit={() => deploy.mutate({ body: { name, model, version, auth } })}
    >
      <TextInput
        label="Endpoint"
        description="Lower-case letters, digits and hyphens; it becomes part of the address"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <Select
        label="Who may predict"
        description={openDenied === null ? undefined : 'Only an admin may let everybody predict'}
        data={[
          { value: 'token', label: 'Tokens with the scope predict' },
          { value: 'public', label: 'Everybody who reaches the gateway', disabled: openDenied !== null },
        ]}
        value={auth}
        onChange={(value) => setAuth(value === 'public' ? 'public' : 'token')}
        allowDeselect={false}
      />
      <Text size="sm" c="dimmed">
        It runs inside the gateway (embedded). To replace what an endpoint serves, start a rollout instead.
      </Text>
    </DialogForm>
  );
}
