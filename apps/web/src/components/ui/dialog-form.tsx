import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { standsOnPage } from '../../lib/queries.js';
import { ErrorPanel } from './error-panel.js';

/** DialogFormProps: `error` of the last try stays in the dialog, in the API's words. */
export interface DialogFormProps {
  opened: boolean;
  title: string;
  submitLabel: string;
  busy?: boolean;
  disabled?: boolean;
  error?: unknown;
  size?: string;
  onClose: () => void;
  onSubmit: () => void;
  children: ReactNode;
}

/** DialogForm is a form in a dialog: fields, what went wrong, and one button with verb and object. */
export function DialogForm({
  opened,
  title,
  submitLabel,
  busy = false,
  disabled = false,
  error,
  size = 'md',
  onClose,
  onSubmit,
  children,
}: DialogFormProps): ReactNode {
  useEffect(() => standsOnPage(opened ? error : null), [opened, error]);
  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>{title}</Text>} size={size}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="sm">
          {children}
          {error ? <ErrorPanel error={error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={disabled}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
