import type { GraphBox, GraphTensor } from '@slipway/contracts';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconZoomIn } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Facts } from '../../../components/layout/section.js';
import { countOf } from '../../../lib/format.js';

const kindWords = { operator: 'Operator', group: 'Group', input: 'Comes in here', output: 'Goes out here' } as const;

/** GraphDetails tells all of one box: its attributes, what it takes and gives with their shapes, and what is inside. */
export function GraphDetails({ box, onOpen }: { box: GraphBox | undefined; onOpen: (at: string) => void }): ReactNode {
  if (box === undefined)
    return (
      <Text size="sm" c="dimmed">
        Click a box, or move with the arrow keys, to see its attributes and shapes. Double-click a group, or press
        Enter, to see inside.
      </Text>
    );
  return (
    <Stack gap="sm" aria-live="polite">
      <div>
        <Text size="xs" c="dimmed">
          {kindWords[box.kind]}
        </Text>
        <Title order={3} style={{ overflowWrap: 'anywhere' }}>
          {box.label}
        </Title>
        {box.name !== '' && box.name !== box.label && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {box.name}
          </Text>
        )}
      </div>
      {box.into.length > 0 && (
        <Group gap="xs">
          {box.into.map(({ label, at }) => (
            <Button
              key={at}
              size="compact-sm"
              variant="default"
              leftSection={<IconZoomIn size={14} />}
              onClick={() => onOpen(at)}
            >
              {box.kind === 'group' ? `Open ${countOf(box.operators, 'operator')}` : `Open ${label}`}
            </Button>
          ))}
        </Group>
      )}
      {box.attributes.length > 0 && (
        <Part title={box.kind === 'group' ? 'Operators inside' : 'Attributes'}>
          <Facts items={box.attributes.map(({ name, value }) => [name, value] as const)} />
        </Part>
      )}
      <Tensors title="Takes" tensors={box.inputs} />
      <Tensors title="Gives" tensors={box.outputs} />
    </Stack>
  );
}

const sources = { tensor: '', weights: ', weights', constant: ', constant' } as const;

function Tensors({ title, tensors }: { title: string; tensors: readonly GraphTensor[] }): ReactNode {
  if (tensors.length === 0) return null;
  return (
    <Part title={title}>
      {tensors.map(({ name, type, kind }, index) => (
        <div key={`${index} ${name}`} style={{ overflowWrap: 'anywhere', marginBottom: 4 }}>
          <Text size="sm">{name}</Text>
          <Text size="xs" c="dimmed" ff="monospace">
            {type ?? 'shape not in the file'}
            {sources[kind]}
          </Text>
        </div>
      ))}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <Text size="xs" fw={600} mb={4}>
        {title}
      </Text>
      {children}
    </div>
  );
}
