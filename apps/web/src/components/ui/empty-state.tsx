import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Snippet, type SnippetTab } from './snippet.js';

/** EmptyStateProps: a page without rows says what would be here and how to make the first. */
export interface EmptyStateProps {
  title: string;
  text?: string;
  snippet?: readonly SnippetTab[];
  children?: ReactNode;
}

/** EmptyState is never a dead end: a sentence, an act, a command to copy. */
export function EmptyState({ title, text, snippet, children }: EmptyStateProps): ReactNode {
  return (
    <Stack gap="xs" p="lg" maw={760}>
      <Text fw={600}>{title}</Text>
      {text !== undefined && (
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      )}
      {children !== undefined && <Group gap="xs">{children}</Group>}
      {snippet !== undefined && <Snippet tabs={snippet} />}
    </Stack>
  );
}
