import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Act } from './act.js';

/** ConfirmAct asks before an act: it names the effect, asks for a reason where one is kept, and for what cannot be undone it wants the name typed. */
export function ConfirmAct({ act, onClose }: { act: Act; onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const { confirm } = act;
  if (confirm === undefined || confirm.kind === 'none') return null;
  const reason = confirm.kind === 'dialog' ? confirm.reason : undefined;
  const given = why.trim();
  const ready = confirm.kind === 'dialog' ? reason !== 'required' || given !== '' : typed === confirm.name;
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      await act.call(given === '' ? undefined : given);
      onClose();
    } catch {
      // The mutation has announced the refusal; the dialog stays, so that the act can be tried again.
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{act.label}</Text>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void go();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{confirm.effect}</Text>
          {confirm.kind === 'type' && (
            <TextInput
              label={`Type ${confirm.name} to go on`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          {reason !== undefined && (
            <TextInput
              label="Reason"
              description="Kept with the decision and in the audit log"
              required={reason === 'required'}
              maxLength={1000}
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
              data-autofocus
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              color={act.danger ? 'bad' : undefined}
              disabled={!ready}
              loading={busy}
              data-autofocus={(confirm.kind === 'dialog' && reason === undefined) || undefined}
            >
              {act.label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
