import { accessEndpoints, type User } from '@slipway/contracts';
import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied, useSession } from '../../../lib/session.js';

const MIN_LENGTH = 12;

const columns: readonly Column<User>[] = [
  { key: 'name', header: 'Name', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name },
  { key: 'role', header: 'Role', cell: ({ role }) => role, sortBy: ({ role }) => role },
  { key: 'made', header: 'Since', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** UserSettings shows who you are, sets your password, and lists the people. */
export function UserSettings(): ReactNode {
  const denied = useDenied('admin');
  const users = useCall(accessEndpoints.listUsers, { query: { limit: 200 } }, { enabled: denied === null });
  const { data: me } = useSession();
  return (
    <>
      <Columns>
        <Section title="You">
          {me && (
            <Facts
              items={[
                ['Name', me.name],
                ['Signed in as', me.kind === 'token' ? 'token' : 'person'],
                ['Role', me.role],
                ['May', me.scopes.join(', ')],
                ['Workspace', me.workspace],
              ]}
            />
          )}
        </Section>
        {me?.kind === 'user' && <PasswordForm />}
      </Columns>
      {denied === null ? (
        <Section title="People" flush>
          <DataTable label="People" columns={columns} rows={users.data?.items} query={users} rowKey={({ id }) => id} />
        </Section>
      ) : (
        <Section title="People">{denied}</Section>
      )}
    </>
  );
}

function PasswordForm(): ReactNode {
  const [password, setPassword] = useState('');
  const set = useAct(accessEndpoints.setPassword, { success: 'Your password is set', onDone: () => setPassword('') });
  const short = password !== '' && password.length < MIN_LENGTH;
  return (
    <Section title="Your password">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ body: { password } });
        }}
      >
        <Stack gap="xs" align="flex-start">
          <PasswordInput
            label="New password"
            description={`At least ${MIN_LENGTH} characters; pasting works`}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={short ? `${MIN_LENGTH - password.length} more characters` : undefined}
            autoComplete="new-password"
            w={300}
          />
          <Button type="submit" loading={set.isPending} disabled={password.length < MIN_LENGTH}>
            Set password
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
