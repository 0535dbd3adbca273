import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { countOf } from '../../lib/format.js';
import type { PageTurn } from '../../lib/use-pages.js';

/** Pager turns the pages of a list that the server cuts; it is absent when one page holds all. */
export function Pager({ turn, shown, noun }: { turn: PageTurn; shown: number; noun: string }): ReactNode {
  if (turn.page === 1 && turn.next === null) return null;
  return (
    <Group justify="flex-end" gap="xs" px="md" py="xs">
      <Text size="xs" c="dimmed">
        page {turn.page}, {countOf(shown, noun)}
      </Text>
      <Button variant="default" disabled={turn.back === null} onClick={() => turn.back?.()}>
        Earlier page
      </Button>
      <Button variant="default" disabled={turn.next === null} onClick={() => turn.next?.()}>
        Next page
      </Button>
    </Group>
  );
}
