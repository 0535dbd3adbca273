import type { ModelVersion } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Columns, Facts, Section } from '../../../components/layout/section.js';
import { formatNumber } from '../../../lib/format.js';

/** VersionMetrics shows what training reported about itself; what Slipway measured is under Evaluations. */
export function VersionMetrics({ version: { metrics, params, tags } }: { version: ModelVersion }): ReactNode {
  const lists = [
    [
      'Metrics',
      'reported by training, not measured here',
      Object.entries(metrics).map(([name, value]) => [name, formatNumber(value, 6)] as const),
    ],
    ['Parameters', undefined, Object.entries(params)],
    ['Tags', undefined, Object.entries(tags)],
  ] as const;
  return (
    <Columns>
      {lists.map(([title, note, items]) => (
        <Section key={title} title={title} note={note}>
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              None.
            </Text>
          ) : (
            <Facts items={items} />
          )}
        </Section>
      ))}
    </Columns>
  );
}
