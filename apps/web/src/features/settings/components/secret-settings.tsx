import { secretEndpoints, type NamedSecret } from '@slipway/contracts';
import { Button, PasswordInput, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';

const columns: readonly Column<NamedSecret>[] = [
  { key: 'name', header: 'Secret', cell: ({ name }) => <b>{name}</b> },
  { key: 'hosts', header: 'Sent only to', cell: ({ hosts }) => hosts.join(', ') },
  { key: 'by', header: 'Stored by', cell: ({ createdBy }) => createdBy },
  { key: 'at', header: 'Last change', cell: ({ updatedAt }) => <TimeAgo at={updatedAt} /> },
  { key: 'acts', header: 'Acts', hideHeader: true, align: 'right', cell: (secret) => <SecretActs secret={secret} /> },
];

/** SecretSettings keeps what endpoints of others are asked with; a value goes in and is never shown again. */
export function SecretSettings(): ReactNode {
  const denied = useDenied('admin');
  const secrets = useCall(secretEndpoints.listSecrets, {});
  const [storing, setStoring] = useState(false);
  return (
    <>
      <Section
        title="Secrets"
        note="sealed at rest; versions name them, so the next value needs no new version"
        actions={
          <Button
            leftSection={<IconPlus size={15} />}
            disabled={denied !== null}
            title={denied ?? undefined}
            onClick={() => setStoring(true)}
          >
            Store a secret
          </Button>
        }
        flush
      >
        <DataTable
          label="Secrets"
          columns={columns}
          rows={secrets.data?.items}
          query={secrets}
          rowKey={({ name }) => name}
          empty={
            <EmptyState
              title="No secret is stored"
              text="Endpoints of others (SageMaker, Vertex AI, your own) are asked with a token or key that you store here, for named hosts only."
            />
          }
        />
      </Section>
      {storing && <StoreSecretDialog onClose={() => setStoring(false)} />}
    </>
  );
}

function SecretActs({ secret: { name, hosts } }: { secret: NamedSecret }): ReactNode {
  const denied = useDenied('admin');
  const [storing, setStoring] = useState(false);
  const remove = useAct(secretEndpoints.deleteSecret, { success: `${name} is deleted` });
  return (
    <>
      <Acts
        acts={[
          { label: 'Store next value', disabled: denied, call: () => setStoring(true) },
          {
            label: 'Delete',
            danger: true,
            disabled: denied,
            call: () => remove.mutateAsync({ params: { name } }),
            confirm: { kind: 'type', name, effect: 'Versions that name it cannot be asked any more.' },
          },
        ]}
      />
      {storing && <StoreSecretDialog name={name} hosts={hosts} onClose={() => setStoring(false)} />}
    </>
  );
}

interface StoreSecretDialogProps {
  /** Of the secret that gets its next value. */
  name?: string;
  hosts?: string[];
  onClose: () => void;
}

function StoreSecretDialog({ name: known, hosts: before = [], onClose }: StoreSecretDialogProps): ReactNode {
  const [name, setName] = useState(known ?? '');
  const [value, setValue] = useState('');
  const [hosts, setHosts] = useState(before);
  const store = useAct(secretEndpoints.setSecret, {
    success: ({ name: kept }) => `${kept} is stored`,
    onDone: onClose,
  });
  return (
    <DialogForm
      opened
      title={known === undefined ? 'Store a secret' : `Next value of ${known}`}
      submitLabel="Store secret"
      busy={store.isPending}
      disabled={name.trim() === '' || value === '' || hosts.length === 0}
      error={store.error}
      onClose={onClose}
      onSubmit={() => store.mutate({ params: { name: name.trim() }, body: { value, hosts } })}
    >
      {known === undefined && (
        <TextInput
          label="Name"
          placeholder="vertex"
          value={name}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        label="Value"
        description="A token or key; for AWS and Google the JSON with the access key, or of the service account"
        value={value}
        required
        autoComplete="off"
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <TagsInput
        label="Sent only to"
        description="Host names, with a port unless it is 443"
        placeholder="runtime.sagemaker.eu-west-1.amazonaws.com"
        value={hosts}
        onChange={setHosts}
        required
      />
      <Text size="sm" c="dimmed">
        The value is never shown again. Other hosts need the value anew, so that nobody sends it elsewhere.
      </Text>
    </DialogForm>
  );
}
