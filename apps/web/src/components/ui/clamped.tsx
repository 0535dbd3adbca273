import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

const MOST_LINES = 3;

/** Clamped is a sentence of a table in at most three lines; the rest is read on hover, and in full on the page of its row. */
export function Clamped({ text }: { text: string }): ReactNode {
  return (
    <Text inherit lineClamp={MOST_LINES} title={text}>
      {text}
    </Text>
  );
}
