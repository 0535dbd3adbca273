import { registryEndpoints, secretEndpoints } from '@slipway/contracts';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct, useCall } from '../../../lib/queries.js';
import {
  authLabels,
  emptyTarget,
  hasMapping,
  protocolChoices,
  targetOf,
  withProtocol,
  type TargetForm,
} from '../prepare/target-form.js';

/** RegisterTargetDialog registers an endpoint of others as the next version of a model; its columns are those of the newest version. */
export function RegisterTargetDialog({ model, onClose }: { model: string; onClose: () => void }): ReactNode {
  const [form, setForm] = useState(emptyTarget);
  const [problem, setProblem] = useState<Error | null>(null);
  const secrets = useCall(secretEndpoints.listSecrets, {});
  const register = useAct(registryEndpoints.registerExternalVersion, {
    success: ({ version }) => `${model} v${version} is asked where it is`,
    onDone: onClose,
  });
  const choice = protocolChoices.find(({ value }) => value === form.protocol);
  const change = (part: Partial<TargetForm>): void => setForm({ ...form, ...part });
  const send = (): void => {
    const read = targetOf(form);
    if ('problem' in read) return setProblem(new Error(read.problem));
    setProblem(null);
    register.mutate({ params: { name: model }, body: { target: read.target as never } });
  };
  const isReady = form.url !== '' && (form.auth === 'none' || form.secret !== '');
  return (
    <DialogForm
      opened
      title={`Add an endpoint of others to ${model}`}
      submitLabel="Add version"
      busy={register.isPending}
      disabled={!isReady}
      error={problem ?? register.error}
      onClose={onClose}
      onSubmit={send}
    >
      <Select
        label="Protocol"
        data={protocolChoices.map(({ value, label }) => ({ value, label }))}
        value={form.protocol}
        onChange={(protocol) => protocol !== null && setForm(withProtocol(form, protocol))}
        allowDeselect={false}
        data-autofocus
      />
      <TextInput
        label="Address"
        description="The one that takes predictions; its columns are those of the model's newest version"
        placeholder={choice?.example}
        value={form.url}
        onChange={({ currentTarget }) => change({ url: currentTarget.value })}
        required
      />
      <Select
        label="Signs in"
        data={(choice?.auths ?? []).map((value) => ({ value, label: authLabels[value] }))}
        value={form.auth}
        onChange={(auth) => auth !== null && change({ auth })}
        allowDeselect={false}
      />
      {form.auth === 'header' && (
        <TextInput
          label="Header"
          value={form.header}
          onChange={({ currentTarget }) => change({ header: currentTarget.value })}
          required
        />
      )}
      {form.auth === 'aws' && (
        <TextInput
          label="Region"
          placeholder="eu-west-1"
          value={form.region}
          onChange={({ currentTarget }) => change({ region: currentTarget.value })}
          required
        />
      )}
      {form.auth !== 'none' && (
        <Select
          label="Secret"
          description="Stored under Settings, Secrets, for the host of this address"
          data={(secrets.data?.items ?? []).map(({ name }) => name)}
          nothingFoundMessage="No secret is stored yet"
          value={form.secret === '' ? null : form.secret}
          onChange={(secret) => change({ secret: secret ?? '' })}
          searchable
          required
        />
      )}
      {hasMapping(form.protocol) && (
        <>
          <Textarea
            label="Request"
            description='JSON; "{{rows}}" becomes objects by feature, "{{values}}" lists in their order'
            placeholder='{"instances": "{{rows}}"}'
            autosize
            minRows={2}
            styles={monospace}
            value={form.request}
            onChange={({ currentTarget }) => change({ request: currentTarget.value })}
          />
          <Textarea
            label="Response"
            description="JSON: where each output is; * stands for each element of a list"
            placeholder='{"probability": "/predictions/*/score"}'
            autosize
            minRows={2}
            styles={monospace}
            value={form.response}
            onChange={({ currentTarget }) => change({ response: currentTarget.value })}
          />
        </>
      )}
    </DialogForm>
  );
}

const monospace = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } };
