import { registryEndpoints, registryHistoryEndpoints } from '@slipway/contracts';
import { Autocomplete, NumberInput, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { protectionOf } from '../prepare/alias-protection.js';

/** AliasDialogProps: `version` is chosen at first; `current` says where the aliases point now. */
export interface AliasDialogProps {
  opened: boolean;
  model: string;
  version: number;
  current: readonly { alias: string; version: number }[];
  onClose: () => void;
}

/** AliasDialog points an alias at a version and says what that changes; an approver may go on after gates refused, with a reason. */
export function AliasDialog({ opened, model, version, current, onClose }: AliasDialogProps): ReactNode {
  const [alias, setAlias] = useState('champion');
  const [chosen, setChosen] = useState<number | string>(version);
  const [why, setWhy] = useState('');
  const [force, setForce] = useState('');
  const denied = useDenied('approve');
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const protection = protectionOf(alias.trim(), policies.data?.items ?? []);
  const set = useAct(registryEndpoints.setAlias, { success: `${alias} points at v${chosen}`, onDone: onClose });
  const wasRefused = set.error?.problem.code === 'gate_refused';
  const now = current.find((each) => each.alias === alias)?.version;
  return (
    <DialogForm
      opened={opened}
      title={`Set alias of ${model}`}
      submitLabel="Set alias"
      busy={set.isPending}
      disabled={alias.trim() === '' || chosen === '' || (protection !== null && denied !== null)}
      error={set.error}
      onClose={onClose}
      onSubmit={() =>
        set.mutate({
          params: { name: model, alias: alias.trim() },
          body: { version: Number(chosen), ...(why !== '' && { why }), ...(force !== '' && { force }) },
        })
      }
    >
      <Autocomplete label="Alias" data={['champion', 'challenger']} value={alias} onChange={setAlias} required />
      <NumberInput
        label="Version"
        prefix="v"
        min={1}
        allowDecimal={false}
        value={chosen}
        onChange={setChosen}
        required
      />
      <TextInput
        label="Why"
        description="Kept in the audit"
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      {wasRefused && (
        <TextInput
          label="Why the gates do not count this time"
          description={denied ?? 'Moves it all the same; the refusal and this stay in the audit'}
          disabled={denied !== null}
          value={force}
          onChange={(event) => setForce(event.currentTarget.value)}
        />
      )}
      <Text size="sm" c="dimmed">
        {protection !== null && `${protection} is protected: only approvers move it. `}
        {now === undefined ? 'The alias is new.' : `It points at v${now} now.`} Endpoints keep serving what they serve;
        only a rollout changes that.
      </Text>
    </DialogForm>
  );
}
