import { Kbd, Modal, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { navigationEntries } from './navigation.js';
import { shortcuts } from './shortcuts.js';

/** HelpDialog is the map of all keys. */
export function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const places = navigationEntries.map(({ label, letter }) => ({ keys: `g  ${letter}`, does: `Go to ${label}` }));
  return (
    <Modal opened={opened} onClose={onClose} title={<Text fw={600}>Keys</Text>}>
      <Table withRowBorders={false} verticalSpacing={3}>
        <Table.Tbody>
          {[...shortcuts, ...places].map(({ keys, does }) => (
            <Table.Tr key={keys}>
              <Table.Td w={110}>
                {keys.split(/ +/).map((key) => (
                  <Kbd key={key} size="xs" mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" mt="sm">
        <a href="/docs">API reference</a>
      </Text>
    </Modal>
  );
}
