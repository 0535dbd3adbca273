import { Button, Collapse, Group, List, Menu, Stack, Table, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { advancedExamples, policyFields, readAdvanced, withExample } from '../prepare/advanced-start.js';

/** AdvancedFields type the rest of a policy, and webhooks: examples to begin with, what is wrong while it is typed, and what every field means. */
export function AdvancedFields({
  written,
  onChange,
}: {
  written: string;
  onChange: (written: string) => void;
}): ReactNode {
  const [showsFields, setShowsFields] = useState(false);
  const read = readAdvanced(written);
  const isReadable = withExample(written, advancedExamples[0]!) !== null;
  return (
    <Stack gap={6} role="group" aria-label="Advanced">
      <Textarea
        label="Policy and webhooks"
        description="As the API takes them, in JSON; what is left out stays as usual"
        placeholder='{ "policy": { "alpha": 0.01 } }'
        value={written}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        autosize
        minRows={4}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      />
      {'errors' in read && (
        <List size="xs" c="var(--slip-bad)" role="alert">
          {read.errors.slice(0, 6).map((error) => (
            <List.Item key={error}>{error}</List.Item>
          ))}
        </List>
      )}
      <Group gap="xs">
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconPlus size={13} aria-hidden />}
              disabled={!isReadable}
            >
              Add an example
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {advancedExamples.map((example) => (
              <Menu.Item key={example.label} onClick={() => onChange(withExample(written, example) ?? written)}>
                {example.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={showsFields}
          onClick={() => setShowsFields(!showsFields)}
        >
          What a policy can hold
        </Button>
      </Group>
      <Collapse expanded={showsFields}>
        <PolicyFields />
      </Collapse>
    </Stack>
  );
}

function PolicyFields(): ReactNode {
  return (
    <Table fz="xs" verticalSpacing={4} aria-label="Fields of a policy">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field</Table.Th>
          <Table.Th>Means</Table.Th>
          <Table.Th>Usually</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {policyFields.map(({ name, about, usual }) => (
          <Table.Tr key={name}>
            <Table.Td ff="monospace">{name}</Table.Td>
            <Table.Td>{about}</Table.Td>
            <Table.Td ff="monospace" style={{ overflowWrap: 'anywhere' }}>
              {usual ?? (
                <Text span size="xs" c="dimmed">
                  nothing
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
