import { retrainingEndpoints } from '@slipway/contracts';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { ErrorPanel } from '../../../components/ui/error-panel.js';
import { standsOnPage, useAct } from '../../../lib/queries.js';
import { backtestSentence } from '../prepare/backtest-rows.js';
import type { SentTrigger } from '../prepare/trigger-draft.js';

const DAYS = 90;
const MOST_SHOWN = 5;

/** TriggerTrial tries a trigger on the past before it is kept; `sent` is null while the form is not whole. */
export function TriggerTrial({ sent }: { sent: SentTrigger | null }): ReactNode {
  const preview = useAct(retrainingEndpoints.previewTrigger, {});
  useEffect(() => standsOnPage(preview.error), [preview.error]);
  const tryOut = (): void => {
    if (sent === null) return;
    const { thenRollOut: _, ...body } = sent;
    preview.mutate({ query: { days: DAYS }, body });
  };
  return (
    <>
      <Group gap="sm">
        <Button variant="default" disabled={sent === null} loading={preview.isPending} onClick={tryOut}>
          Try on the last {DAYS} days
        </Button>
        {sent === null && (
          <Text size="sm" c="dimmed">
            Name, trainer, model, what it learns from, whole conditions, what is held out and the canary’s steps and
            limits are wanted first.
          </Text>
        )}
      </Group>
      {preview.error && <ErrorPanel error={preview.error} />}
      {preview.data && (
        <Alert color="gray" title={backtestSentence(preview.data)}>
          {preview.data.fired.slice(0, MOST_SHOWN).map(({ at, why }) => (
            <Text key={at} size="sm">
              {at.slice(0, 16).replace('T', ' ')} UTC: {why}
            </Text>
          ))}
        </Alert>
      )}
    </>
  );
}
