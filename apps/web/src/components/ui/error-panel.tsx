import { Button, Group, List, Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../../lib/api.js';
import { ToneIcon } from './status.js';

const nextSteps: Readonly<Record<number, string>> = {
  0: 'Check that Slipway runs; nothing was changed.',
  400: 'Change what is named above, then try again; nothing was changed.',
  401: 'Sign in to go on; this page stays where it is.',
  403: 'Ask an administrator for a role that may do this.',
  404: 'It may have been deleted or renamed; look in the list.',
  409: 'Reload to see the current state.',
  412: 'Somebody else changed it meanwhile. Reload and decide again.',
  429: 'Wait a moment, then try again.',
  500: 'Try again; if it stays, the request id finds it in the log.',
  503: 'A part is starting or away. Try again in a moment.',
};

/** Where the code says more than the status. */
const nextStepOfCode: Readonly<Partial<Record<string, string>>> = {
  already_exists: 'Choose another name.',
};

/** ErrorPanel says what failed, why, and what to do next; `onRetry` asks again. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }): ReactNode {
  const problem = error instanceof ApiError ? error.problem : null;
  const fields = problem?.errors ?? [];
  const isRepeated = fields.some(({ path, message }) => problem?.detail === `${path}: ${message}`);
  return (
    <Paper withBorder p="md" role="alert">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <ToneIcon tone="bad" size={18} />
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text fw={600}>{problem?.title ?? 'Something failed in this page'}</Text>
          {!isRepeated && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {error instanceof Error ? error.message : String(error)}
            </Text>
          )}
          {fields.length > 0 && (
            <List size="sm" mt={4}>
              {fields.map(({ path, message }) => (
                <List.Item key={path + message}>
                  <b>{path}</b> {message}
                </List.Item>
              ))}
            </List>
          )}
          <Text size="sm" c="dimmed">
            {problem === null ? 'Reload the page.' : (nextStepOfCode[problem.code] ?? nextSteps[problem.status])}
          </Text>
          <Group gap="sm" mt="xs">
            {onRetry !== undefined && (
              <Button variant="default" onClick={onRetry}>
                Try again
              </Button>
            )}
            {problem !== null && problem.requestId !== '' && (
              <Text size="xs" c="dimmed" ff="monospace">
                request {problem.requestId}
              </Text>
            )}
          </Group>
        </div>
      </Group>
    </Paper>
  );
}
