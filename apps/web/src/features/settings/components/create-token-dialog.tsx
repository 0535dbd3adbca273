import { accessEndpoints, Scope, type CreatedApiToken } from '@slipway/contracts';
import { MultiSelect, NumberInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';
import { useSession } from '../../../lib/session.js';

/** CreateTokenDialog makes a token with the fewest scopes that will do and an end. */
export function CreateTokenDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (token: CreatedApiToken) => void;
}): ReactNode {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['read']);
  const [days, setDays] = useState<number | string>(90);
  const { data: me } = useSession();
  const create = useAct(accessEndpoints.createToken, { onDone: onMade });
  return (
    <DialogForm
      opened
      title="Create token"
      submitLabel="Create token"
      busy={create.isPending}
      disabled={name.trim() === '' || scopes.length === 0}
      error={create.error}
      onClose={onClose}
      onSubmit={() =>
        create.mutate({
          body: {
            name: name.trim(),
            scopes: scopes.map((scope) => Scope.enum[scope as Scope]),
            expiresInDays: Number(days),
          },
        })
      }
    >
      <TextInput
        label="Name"
        description="What uses it, such as ci or flight-simulator"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        required
        data-autofocus
      />
      <MultiSelect
        label="May"
        description="At most what you may; it follows your role"
        data={me?.scopes ?? []}
        value={scopes}
        onChange={setScopes}
        required
      />
      <NumberInput label="Ends after" suffix=" days" min={1} max={3650} value={days} onChange={setDays} />
    </DialogForm>
  );
}
