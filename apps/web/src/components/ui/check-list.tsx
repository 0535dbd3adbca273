import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Status } from './status.js';

/** CheckLine is one thing that should hold, and what was found. */
export interface CheckLine {
  name: string;
  state: 'passed' | 'failed' | 'unknown';
  why: string;
}

/** CheckList shows what should hold line by line, each with its state and reason. */
export function CheckList({ lines }: { lines: readonly CheckLine[] }): ReactNode {
  return (
    <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: 'none' }}>
      {lines.map(({ name, state, why }) => (
        <Text component="li" key={name} size="sm">
          <Status of="preflight" value={state} /> <b>{name}</b>: {why}
        </Text>
      ))}
    </Stack>
  );
}
