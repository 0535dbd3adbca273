import { accessEndpoints, type SignInLink, type User } from '@slipway/contracts';
import { Alert, Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Snippet } from '../../../components/ui/snippet.js';
import { ToneWord } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { useCall } from '../../../lib/queries.js';
import { useDenied, useSession } from '../../../lib/session.js';
import { userState } from '../prepare/user-state.js';
import { AddPersonDialog } from './add-person-dialog.js';
import { PersonActs } from './person-acts.js';

const columnsFor = (onLink: (link: SignInLink) => void, mine: string | undefined): readonly Column<User>[] => [
  {
    key: 'name',
    header: 'Name',
    cell: ({ name }) => (
      <>
        <b>{name}</b> {name === mine && '(you)'}
      </>
    ),
    sortBy: ({ name }) => name,
  },
  { key: 'role', header: 'Role', cell: ({ role }) => role, sortBy: ({ role }) => role },
  {
    key: 'state',
    header: 'State',
    cell: (user) => <ToneWord {...userState(user)} />,
    sortBy: (user) => userState(user).word,
  },
  {
    key: 'seen',
    header: 'Signed in',
    cell: ({ lastSignedInAt }) => (lastSignedInAt === null ? 'never' : <TimeAgo at={lastSignedInAt} />),
    sortBy: ({ lastSignedInAt }) => lastSignedInAt,
  },
  { key: 'made', header: 'Since', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
  { key: 'acts', header: 'Acts', cell: (user) => <PersonActs user={user} onLink={onLink} /> },
];

/** PeopleSection shows who has an account: add a person, change a role, make a new sign-in link, close an account. */
export function PeopleSection(): ReactNode {
  const denied = useDenied('admin');
  const users = useCall(accessEndpoints.listUsers, { query: { limit: 200 } }, { enabled: denied === null });
  const { data: me } = useSession();
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<SignInLink | null>(null);
  if (denied !== null) return <Section title="People">{denied}</Section>;
  return (
    <Section
      title="People"
      actions={
        <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
          Add person
        </Button>
      }
      flush
    >
      {link !== null && <LinkNotice link={link} onClose={() => setLink(null)} />}
      <DataTable
        label="People"
        columns={columnsFor(setLink, me?.kind === 'user' ? me.name : undefined)}
        rows={users.data?.items}
        query={users}
        rowKey={({ id }) => id}
      />
      {adding && (
        <AddPersonDialog
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setLink(made);
            setAdding(false);
          }}
        />
      )}
    </Section>
  );
}

function LinkNotice({ link, onClose }: { link: SignInLink; onClose: () => void }): ReactNode {
  return (
    <Alert
      m="sm"
      color="accent"
      title={`Send this link to ${link.user.name}: it signs in once, and is never shown again`}
      withCloseButton
      closeButtonLabel="Hide the link"
      onClose={onClose}
    >
      <Snippet tabs={[{ label: 'Link', code: link.signInUrl }]} />
      It ends <TimeAgo at={link.expiresAt} />. A password is set after signing in.
    </Alert>
  );
}
