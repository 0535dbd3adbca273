import { accessEndpoints, type ApiToken, type CreatedApiToken } from '@slipway/contracts';
import { Alert, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Snippet } from '../../../components/ui/snippet.js';
import { ToneWord } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useNow } from '../../../lib/now.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied, useSession } from '../../../lib/session.js';
import { tokenState } from '../prepare/token-state.js';
import { CreateTokenDialog } from './create-token-dialog.js';

const columns: readonly Column<ApiToken>[] = [
  {
    key: 'name',
    header: 'Token',
    cell: ({ name, lastFour }) => (
      <>
        <b>{name}</b> …{lastFour}
      </>
    ),
    sortBy: ({ name }) => name,
  },
  { key: 'state', header: 'State', cell: (token) => <TokenState token={token} /> },
  { key: 'scopes', header: 'May', cell: ({ scopes }) => scopes.join(', ') },
  {
    key: 'used',
    header: 'Last used',
    cell: ({ lastUsedAt }) => <TimeAgo at={lastUsedAt} />,
    sortBy: ({ lastUsedAt }) => lastUsedAt,
  },
  {
    key: 'ends',
    header: 'Ends',
    cell: ({ expiresAt }) => (expiresAt === null ? 'never' : <TimeAgo at={expiresAt} />),
    sortBy: ({ expiresAt }) => expiresAt,
  },
  { key: 'owner', header: 'Belongs to', cell: ({ owner }) => owner ?? 'operator', sortBy: ({ owner }) => owner },
  { key: 'acts', header: 'Acts', cell: (token) => <RevokeToken token={token} /> },
];

/** TokenSettings makes and revokes what programs sign in with; a secret is shown once. */
export function TokenSettings(): ReactNode {
  const denied = useDeniedTokens();
  const tokens = useCall(accessEndpoints.listTokens, { query: { limit: 200 } }, { enabled: denied === null });
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<CreatedApiToken | null>(null);
  if (denied !== null) return <Section title="Tokens">{denied}</Section>;
  return (
    <Section
      title="Tokens"
      actions={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setCreating(true)}>
          Create token
        </Button>
      }
      flush
    >
      {made !== null && (
        <Alert
          m="sm"
          color="accent"
          title={`${made.name}: copy the secret now, it is never shown again`}
          withCloseButton
          closeButtonLabel="Hide the secret"
          onClose={() => setMade(null)}
        >
          <Snippet
            tabs={[
              { label: 'Token', code: made.secret },
              {
                label: 'Shell',
                code: `export SLIPWAY_URL=${window.location.origin}\nexport SLIPWAY_TOKEN=${made.secret}`,
              },
            ]}
          />
        </Alert>
      )}
      <DataTable
        label="Tokens"
        columns={columns}
        rows={tokens.data?.items}
        query={tokens}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No token yet" text="Programs, scripts and CI sign in with tokens." />}
      />
      {creating && (
        <CreateTokenDialog
          onClose={() => setCreating(false)}
          onMade={(token) => {
            setMade(token);
            setCreating(false);
          }}
        />
      )}
    </Section>
  );
}

/** A person has tokens of their own; whoever signed in with a token needs to be an admin. */
function useDeniedTokens(): string | null {
  const { data: me } = useSession();
  const denied = useDenied('admin');
  return me === undefined || me.kind === 'user' ? null : denied;
}

function TokenState({ token }: { token: ApiToken }): ReactNode {
  const { tone, word } = tokenState(token, useNow(60_000));
  return <ToneWord tone={tone} word={word} />;
}

function RevokeToken({ token: { id, name, revokedAt } }: { token: ApiToken }): ReactNode {
  const revoke = useAct(accessEndpoints.revokeToken, { success: `${name} is revoked` });
  if (revokedAt !== null) return null;
  return (
    <Acts
      row
      acts={[
        {
          label: 'Revoke token',
          danger: true,
          call: () => revoke.mutateAsync({ params: { id } }),
          confirm: { kind: 'type', name, effect: 'What signs in with it is refused at once. This cannot be undone.' },
        },
      ]}
    />
  );
}
