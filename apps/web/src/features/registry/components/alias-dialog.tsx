import { approvalsEndpoints, registryEndpoints, registryHistoryEndpoints } from '@slipway/contracts';
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

/** AliasDialog points an alias at a version, or asks approvers to where it is protected; an approver may go on after gates refused, with a reason. */
export function AliasDialog({ opened, model, version, current, onClose }: AliasDialogProps): ReactNode {
  const [alias, setAlias] = useState('champion');
  const [chosen, setChosen] = useState<number | string>(version);
  const [why, setWhy] = useState('');
  const [force, setForce] = useState('');
  const denied = useDenied('approve');
  const policies = useCall(registryHistoryEndpoints.listAliasPolicies, {});
  const protection = protectionOf(alias.trim(), policies.data?.items ?? []);
  const set = useAct(registryEndpoints.setAlias, { success: `${alias} points at v${chosen}`, onDone: onClose });
  const ask = useAct(approvalsEndpoints.requestAlias, { success: `Approvers are asked for ${alias}`, onDone: onClose });
  const mustAsk = protection !== null && denied !== null;
  const wasRefused = set.error?.problem.code === 'gate_refused';
  const now = current.find((each) => each.alias === alias)?.version;
  return (
    <DialogForm
      opened={opened}
      title={`Set alias of ${model}`}
      submitLabel={mustAsk ? 'Request approval' : 'Set alias'}
      busy={set.isPending || ask.isPending}
      disabled={alias.trim() === '' || chosen === '' || (mustAsk && why.trim() === '')}
      error={mustAsk ? ask.error : set.error}
      onClose={onClose}
      onSubmit={() => {
        const [params, to] = [{ name: model, alias: alias.trim() }, Number(chosen)];
        if (mustAsk) ask.mutate({ params, body: { version: to, why: why.trim() } });
        else set.mutate({ params, body: { version: to, ...(why !== '' && { why }), ...(force !== '' && { force }) } });
      }}
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
        description={mustAsk ? 'What approvers read' : 'Kept in the audit'}
        required={mustAsk}
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
        {protection !== null &&
          `${protection} is protected: only approvers move it${mustAsk ? ', so this asks them' : ''}. `}
        {now === undefined ? 'The alias is new.' : `It points at v${now} now.`} Endpoints keep serving what they serve;
        only a rollout changes that.
      </Text>
    </DialogForm>
  );
}
