import { registryEndpoints, servingEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { versionChoices } from '../prepare/version-choices.js';

const LAST = 'last';

/** RollBackDialog returns all traffic to a version that was stable here before. */
export function RollBackDialog({
  endpoint: { name, variants },
  onClose,
}: {
  endpoint: ServingEndpoint;
  onClose: () => void;
}): ReactNode {
  const stable = variants.find(({ role }) => role === 'stable');
  const model = stable?.model ?? '';
  const versions = useCall(
    registryEndpoints.listVersions,
    { params: { name: model }, query: { limit: 100 } },
    { enabled: model !== '' },
  );
  const [to, setTo] = useState(LAST);
  const [why, setWhy] = useState('');
  const rollBack = useAct(servingEndpoints.rollBackEndpoint, {
    success: (now) => `${name} is back at v${now.variants[0]?.version}`,
    onDone: onClose,
  });
  const submit = (): void =>
    rollBack.mutate({
      params: { name },
      body: { ...(to !== LAST && { version: Number(to) }), ...(why.trim() !== '' && { why }) },
    });
  return (
    <DialogForm
      opened
      title={`Roll back ${name}`}
      submitLabel="Roll back endpoint"
      busy={rollBack.isPending}
      error={rollBack.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Select
        label="To"
        data={[
          { value: LAST, label: 'The version that was stable before' },
          ...versionChoices(versions.data?.items ?? [], stable?.version),
        ]}
        value={to}
        onChange={(value) => setTo(value ?? LAST)}
        allowDeselect={false}
      />
      <TextInput
        label="Reason"
        description="Kept in the audit log"
        value={why}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
        maxLength={1000}
      />
      <Text size="sm">
        All traffic leaves v{stable?.version} at once. Only versions that were stable here before can be returned to. To
        come back, start a rollout or roll back again.
      </Text>
    </DialogForm>
  );
}
