import { signingEndpoints, type SigningKey } from '@slipway/contracts';
import { Button, Switch, Text, Textarea, TextInput } from '@mantine/core';
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

const columns: readonly Column<SigningKey>[] = [
  { key: 'name', header: 'Key', cell: ({ name }) => <b>{name}</b> },
  { key: 'algorithm', header: 'Kind', cell: ({ algorithm }) => algorithm },
  { key: 'fingerprint', header: 'Fingerprint', cell: ({ fingerprint }) => `${fingerprint.slice(0, 12)}…` },
  { key: 'by', header: 'Trusted by', cell: ({ createdBy }) => createdBy },
  { key: 'at', header: 'Since', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
  { key: 'acts', header: 'Acts', hideHeader: true, align: 'right', cell: (key) => <RemoveKey signingKey={key} /> },
];

/** SigningSettings lists the public keys whose signatures count, and says whether only signed versions may be served. */
export function SigningSettings(): ReactNode {
  const denied = useDenied('admin');
  const keys = useCall(signingEndpoints.listSigningKeys, {});
  const policy = useCall(signingEndpoints.getSigningPolicy, {});
  const setPolicy = useAct(signingEndpoints.setSigningPolicy, {
    success: ({ requireSigned }) =>
      requireSigned ? 'Endpoints take signed versions only from now on' : 'Endpoints take unsigned versions again',
  });
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Section title="What may be served">
        <Switch
          label="Serve signed versions only"
          description="Asked when an endpoint or a rollout gets a version; what serves already goes on"
          checked={policy.data?.requireSigned ?? false}
          disabled={denied !== null || policy.data === undefined || setPolicy.isPending}
          onChange={(event) => setPolicy.mutate({ body: { requireSigned: event.currentTarget.checked } })}
        />
      </Section>
      <Section
        title="Trusted signing keys"
        note="public halves; the private ones never come here"
        actions={
          <Button
            leftSection={<IconPlus size={15} />}
            disabled={denied !== null}
            title={denied ?? undefined}
            onClick={() => setAdding(true)}
          >
            Trust a key
          </Button>
        }
        flush
      >
        <DataTable
          label="Trusted signing keys"
          columns={columns}
          rows={keys.data?.items}
          query={keys}
          rowKey={({ name }) => name}
          empty={
            <EmptyState
              title="No key is trusted"
              text="Make one with openssl, trust its public half here, and sign versions with model_signing or any tool that writes OpenSSF bundles."
              snippet={[
                {
                  label: 'Shell',
                  code: 'openssl ecparam -name prime256v1 -genkey -noout -out private.pem\nopenssl ec -in private.pem -pubout -out public.pem',
                },
              ]}
            />
          }
        />
      </Section>
      {adding && <TrustKeyDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function RemoveKey({ signingKey: { name } }: { signingKey: SigningKey }): ReactNode {
  const denied = useDenied('admin');
  const remove = useAct(signingEndpoints.deleteSigningKey, { success: `${name} is not trusted any more` });
  return (
    <Acts
      acts={[
        {
          label: 'Stop trusting',
          danger: true,
          disabled: denied,
          call: () => remove.mutateAsync({ params: { name } }),
          confirm: { kind: 'type', name, effect: 'Versions that only this key has signed count as unsigned at once.' },
        },
      ]}
    />
  );
}

function TrustKeyDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [publicKey, setPublicKey] = useState('');
  const put = useAct(signingEndpoints.putSigningKey, {
    success: ({ name: kept }) => `Signatures by ${kept} count now`,
    onDone: onClose,
  });
  return (
    <DialogForm
      opened
      title="Trust a signing key"
      submitLabel="Trust key"
      busy={put.isPending}
      disabled={name.trim() === '' || publicKey.trim() === ''}
      error={put.error}
      onClose={onClose}
      onSubmit={() => put.mutate({ params: { name: name.trim() }, body: { publicKey } })}
    >
      <TextInput
        label="Name"
        placeholder="release"
        value={name}
        required
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="Public key"
        description="PEM: Ed25519, or ECDSA on P-256, P-384 or P-521"
        placeholder="-----BEGIN PUBLIC KEY-----"
        autosize
        minRows={4}
        maxRows={10}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={publicKey}
        required
        onChange={(event) => setPublicKey(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        A key of this name that is trusted already is replaced.
      </Text>
    </DialogForm>
  );
}
