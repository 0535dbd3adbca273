import { Button, Group, Tooltip } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Act } from './act.js';
import { ConfirmAct } from './confirm-act.js';
import { notifyFailure } from '../../lib/queries.js';

/** Acts shows what can be done with a thing as one row of buttons, small ones in a `row` of a table; a disabled act says what would enable it. */
export function Acts({ acts, row = false }: { acts: readonly Act[]; row?: boolean }): ReactNode {
  const [asked, setAsked] = useState<Act | null>(null);
  return (
    <Group gap={row ? 4 : 'xs'} wrap={row ? 'nowrap' : 'wrap'}>
      {acts.map((act) => (
        <ActButton
          key={act.label}
          act={act}
          row={row}
          onPress={() => (act.confirm === undefined || act.confirm.kind === 'none' ? void run(act) : setAsked(act))}
        />
      ))}
      {asked !== null && <ConfirmAct act={asked} onClose={() => setAsked(null)} />}
    </Group>
  );
}

/** Failures of a mutation are announced by the mutation; anything else an act throws is announced here. */
async function run(act: Act): Promise<void> {
  try {
    await act.call();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ApiError')) notifyFailure(error as Error);
  }
}

function ActButton({ act, row, onPress }: { act: Act; row: boolean; onPress: () => void }): ReactNode {
  const reason = act.disabled || null;
  const Icon = act.icon;
  const button = (
    <Button
      {...(row && { size: 'compact-xs' })}
      variant={act.primary ? 'filled' : 'default'}
      color={act.danger ? 'bad' : undefined}
      c={act.danger && !act.primary && reason === null ? 'var(--slip-bad)' : undefined}
      loading={act.busy ?? false}
      leftSection={Icon && <Icon size={15} aria-hidden />}
      data-disabled={reason !== null || undefined}
      aria-disabled={reason !== null || undefined}
      onClick={reason === null ? onPress : (event) => event.preventDefault()}
    >
      {act.label}
    </Button>
  );
  return reason === null ? (
    button
  ) : (
    <Tooltip label={reason} multiline maw={320}>
      {button}
    </Tooltip>
  );
}
