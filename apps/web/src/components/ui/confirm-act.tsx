import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Act } from './act.js';

/** ConfirmAct asks before an act: it names the effect, and for what cannot be undone it wants the name typed. */
export function ConfirmAct({ act, onClose }: { act: Act; onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const { confirm } = act;
  if (confirm === undefined || confirm.kind === 'none') return null;
  const ready = confirm.kind === 'dialog' || typed === confirm.name;
  const go = async (): Promise<void> => {
    setBusy(true);
    try {
      await act.call();
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
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              color={act.danger ? 'bad' : undefined}
              disabled={!ready}
              loading={busy}
              data-autofocus={confirm.kind === 'dialog' || undefined}
            >
              {act.label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
