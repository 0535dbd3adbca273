import { registryEndpoints } from '@slipway/contracts';
import { Autocomplete, Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';

/** AliasDialogProps: `version` is chosen at first; `current` says where the aliases point now. */
export interface AliasDialogProps {
  opened: boolean;
  model: string;
  versions: readonly number[];
  version: number;
  current: readonly { alias: string; version: number }[];
  onClose: () => void;
}

/** AliasDialog points an alias at a version and says what that changes. */
export function AliasDialog({ opened, model, versions, version, current, onClose }: AliasDialogProps): ReactNode {
  const [alias, setAlias] = useState('champion');
  const [chosen, setChosen] = useState(String(version));
  const [why, setWhy] = useState('');
  const set = useAct(registryEndpoints.setAlias, { success: `${alias} points at v${chosen}`, onDone: onClose });
  const now = current.find((each) => each.alias === alias)?.version;
  return (
    <DialogForm
      opened={opened}
      title={`Set alias of ${model}`}
      submitLabel="Set alias"
      busy={set.isPending}
      disabled={alias.trim() === ''}
      error={set.error}
      onClose={onClose}
      onSubmit={() =>
        set.mutate({
          params: { name: model, alias: alias.trim() },
          body: { version: Number(chosen), ...(why !== '' && { why }) },
        })
      }
    >
      <Autocomplete label="Alias" data={['champion', 'challenger']} value={alias} onChange={setAlias} required />
      <Select
        label="Version"
        data={versions.map((each) => ({ value: String(each), label: `v${each}` }))}
        value={chosen}
        onChange={(value) => setChosen(value ?? chosen)}
        allowDeselect={false}
      />
      <TextInput
        label="Why"
        description="Kept in the audit"
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        {now === undefined ? 'The alias is new.' : `It points at v${now} now.`} Endpoints keep serving what they serve;
        only a rollout changes that.
      </Text>
    </DialogForm>
  );
}
