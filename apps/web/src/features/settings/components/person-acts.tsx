import { accessEndpoints, Role, type SignInLink, type User } from '@slipway/contracts';
import { useState, type ReactNode } from 'react';
import { Acts } from '../../../components/ui/acts.js';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';
import { RoleChoice } from './add-person-dialog.js';

/** PersonActs are what an admin does with an account. */
export function PersonActs({ user, onLink }: { user: User; onLink: (link: SignInLink) => void }): ReactNode {
  const { id, name, disabledAt } = user;
  const [choosing, setChoosing] = useState(false);
  const link = useAct(accessEndpoints.createSignInLink, { onDone: onLink });
  const disable = useAct(accessEndpoints.updateUser, { success: `The account of ${name} is disabled` });
  const enable = useAct(accessEndpoints.updateUser, { success: `The account of ${name} is open again` });
  if (disabledAt !== null)
    return (
      <Acts
        row
        acts={[{ label: 'Enable', call: () => enable.mutateAsync({ params: { id }, body: { disabled: false } }) }]}
      />
    );
  return (
    <>
      <Acts
        row
        acts={[
          { label: 'Change role', call: () => setChoosing(true) },
          {
            label: 'New link',
            call: () => link.mutateAsync({ params: { id } }),
            confirm: { kind: 'dialog', effect: `Whoever has the link signs in as ${name}, once. Earlier links end.` },
          },
          {
            label: 'Disable',
            danger: true,
            call: () => disable.mutateAsync({ params: { id }, body: { disabled: true } }),
            confirm: {
              kind: 'dialog',
              effect: `${name} is signed out everywhere, and every token of theirs is refused, until the account is enabled again.`,
            },
          },
        ]}
      />
      {choosing && <ChangeRoleDialog user={user} onClose={() => setChoosing(false)} />}
    </>
  );
}

function ChangeRoleDialog({ user, onClose }: { user: User; onClose: () => void }): ReactNode {
  const [role, setRole] = useState<string>(user.role);
  const change = useAct(accessEndpoints.updateUser, {
    success: `${user.name} has the role ${role} now`,
    onDone: onClose,
  });
  return (
    <DialogForm
      opened
      title={`Role of ${user.name}`}
      submitLabel="Change role"
      busy={change.isPending}
      disabled={role === user.role}
      error={change.error}
      onClose={onClose}
      onSubmit={() => change.mutate({ params: { id: user.id }, body: { role: Role.parse(role) } })}
    >
      <RoleChoice role={role} onChange={setRole} />
    </DialogForm>
  );
}
