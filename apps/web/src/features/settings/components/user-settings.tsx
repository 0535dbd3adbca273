import { accessEndpoints } from '@slipway/contracts';
import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { useAct } from '../../../lib/queries.js';
import { useSession } from '../../../lib/session.js';
import { PeopleSection } from './people-section.js';

const MIN_LENGTH = 12;

/** UserSettings shows who you are, sets your password, and keeps the accounts of all people. */
export function UserSettings(): ReactNode {
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
      <PeopleSection />
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
