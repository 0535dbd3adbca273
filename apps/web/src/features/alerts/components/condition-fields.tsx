import { alertingEndpoints, type AlertCondition, type ConditionTopic, type RulePreview } from '@slipway/contracts';
import { Group, NumberInput, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { call } from '../../../lib/api.js';
import { countOf } from '../../../lib/format.js';

const PREVIEW_AFTER_MS = 400;
const HOUR_MS = 3_600_000;

/** ConditionFields ask for the limit of a rule on traffic, and say how often past traffic would have met it. */
export function ConditionFields({
  topic,
  endpoint,
  condition,
  onChange,
}: {
  topic: ConditionTopic;
  endpoint: string | null;
  condition: AlertCondition;
  onChange: (condition: AlertCondition) => void;
}): ReactNode {
  const { limit, forMinutes, minRequests } = condition;
  const [asked] = useDebouncedValue({ topic, condition, ...(endpoint !== null && { endpoint }) }, PREVIEW_AFTER_MS);
  const preview = useQuery({
    queryKey: [alertingEndpoints.previewRule.id, asked],
    queryFn: () => call(alertingEndpoints.previewRule, { body: asked }),
  });
  const set = (change: Partial<AlertCondition>): void => onChange({ ...condition, ...change });
  return (
    <>
      <Group grow align="flex-end">
        {topic === 'endpoint_errors' && (
          <NumberInput
            label="More than"
            suffix=" % fail"
            min={0.01}
            max={99}
            value={(limit ?? 0) * 100}
            onChange={(value) => Number(value) > 0 && set({ limit: Number(value) / 100 })}
          />
        )}
        {topic === 'endpoint_slow' && (
          <NumberInput
            label="95th percentile above"
            suffix=" ms"
            min={1}
            value={limit ?? 0}
            onChange={(value) => Number(value) > 0 && set({ limit: Number(value) })}
          />
        )}
        <NumberInput
          label={topic === 'endpoint_silent' ? 'For' : 'Over'}
          suffix=" min"
          min={1}
          max={1440}
          value={forMinutes}
          onChange={(value) => Number(value) >= 1 && set({ forMinutes: Math.round(Number(value)) })}
        />
        {topic !== 'endpoint_silent' && (
          <NumberInput
            label="Decides from"
            suffix=" requests"
            min={1}
            value={minRequests}
            onChange={(value) => Number(value) >= 1 && set({ minRequests: Math.round(Number(value)) })}
          />
        )}
      </Group>
      <Text size="sm" c="dimmed" aria-live="polite">
        {preview.data === undefined ? 'Looking at past traffic …' : previewWords(preview.data)}
      </Text>
    </>
  );
}

/** usualCondition is where a new rule starts. */
export function usualCondition(topic: ConditionTopic): AlertCondition {
  const limits = { endpoint_errors: 0.05, endpoint_slow: 200, endpoint_silent: undefined };
  const limit = limits[topic];
  return { ...(limit !== undefined && { limit }), forMinutes: topic === 'endpoint_silent' ? 15 : 5, minRequests: 20 };
}

function previewWords({ from, to, total, endpoints, alerts }: RulePreview): string {
  if (endpoints === 0) return 'No endpoint serves yet.';
  const [newest] = alerts;
  const past = `In the last ${Math.round((Date.parse(to) - Date.parse(from)) / HOUR_MS)} h`;
  if (newest === undefined) return `${past} it would not have fired at ${countOf(endpoints, 'endpoint')}.`;
  return `${past} it would have fired ${total === 1 ? 'once' : `${total} times`}; last at ${newest.endpoint}: ${newest.sentence}`;
}
