import { accessEndpoints, Role, type SignInLink } from '@slipway/contracts';
import { Radio, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';
import { roleWords } from '../prepare/role-words.js';

/** AddPersonDialog opens an account with a role; the answer brings the link to send. */
export function AddPersonDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (link: SignInLink) => void;
}): ReactNode {
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('engineer');
  const create = useAct(accessEndpoints.createUser, { onDone: onMade });
  return (
    <DialogForm
      opened
      title="Add person"
      submitLabel="Add person"
      busy={create.isPending}
      disabled={name.trim() === ''}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ body: { name: name.trim(), role: Role.parse(role) } })}
    >
      <TextInput
        label="Name"
        description="What they sign in with, and what the audit trail calls them"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <RoleChoice role={role} onChange={setRole} />
    </DialogForm>
  );
}

/** RoleChoice asks for a role and says what each one may do. */
export function RoleChoice({ role, onChange }: { role: string; onChange: (role: string) => void }): ReactNode {
  return (
    <Radio.Group label="Role" value={role} onChange={onChange} required>
      <Stack gap="xs" mt={4}>
        {Role.options.map((each) => (
          <Radio key={each} value={each} label={each} description={roleWords[each]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
