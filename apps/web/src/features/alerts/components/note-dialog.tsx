import { alertingEndpoints } from '@slipway/contracts';
import { Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useAct } from '../../../lib/queries.js';

/** NoteDialog takes what a person found out or did about an incident. */
export function NoteDialog({ incidentId, onClose }: { incidentId: string; onClose: () => void }): ReactNode {
  const [text, setText] = useState('');
  const add = useAct(alertingEndpoints.addIncidentNote, { success: 'Noted', onDone: onClose });
  return (
    <DialogForm
      opened
      title="Add note"
      submitLabel="Add note"
      busy={add.isPending}
      disabled={text.trim() === ''}
      error={add.error}
      onClose={onClose}
      onSubmit={() => add.mutate({ params: { id: incidentId }, body: { text: text.trim() } })}
    >
      <Textarea
        label="What you found out or did"
        description="It becomes an entry of the audit trail, with your name; nobody can change it afterwards"
        autosize
        minRows={4}
        maxLength={5_000}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        data-autofocus
        required
      />
    </DialogForm>
  );
}
