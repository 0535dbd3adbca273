import { monitoringEndpoints, type Monitor, type MonitorRun } from '@slipway/contracts';
import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { formatNumber } from '../../../lib/format.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { costText, newCategoriesText } from '../prepare/cause-words.js';
import { Cause } from './cause.js';
import { windowLabel } from '../prepare/window-label.js';

/** RootCause tells why a window is as it is: which rows moved, since when, new categories, and what went with it. */
export function RootCause({ monitor, run }: { monitor: Monitor; run: MonitorRun }): ReactNode {
  const params = { name: monitor.name, runId: run.id };
  const found = useCall(monitoringEndpoints.getRootCause, { params }, { everyMs: 5_000 });
  const denied = useDenied('write');
  const explain = useAct(monitoringEndpoints.explainWindow, { success: 'Looking for the causes' });
  if (run.rows === 0 || found.data === undefined) return null;
  const { explanation, costs } = found.data;
  const told = costs.filter(({ low, high }) => low > 0 || high < 0);
  return (
    <Section
      title={`Why ${windowLabel(run)} is as it is`}
      note={
        explanation === null
          ? 'windows that alarm are explained by themselves'
          : `slices by ${formatNumber(explanation.currentRows)} logged rows against ${formatNumber(explanation.referenceRows)} of the reference`
      }
      actions={
        <Acts
          acts={[
            {
              label: explanation === null ? 'Explain window' : 'Explain again',
              disabled: denied,
              call: () => explain.mutateAsync({ params }),
            },
          ]}
        />
      }
    >
      <Stack gap="md">
        {explanation === null && (
          <Text size="sm" c="dimmed">
            Nobody has looked for the causes of this window yet.
          </Text>
        )}
        {explanation?.causes.map((cause) => (
          <Cause key={cause.subject} cause={cause} />
        ))}
        {explanation?.newCategories.map((one) => (
          <Text key={one.feature} size="sm">
            {newCategoriesText(one)}
          </Text>
        ))}
        {told.map((cost) => (
          <Text key={`${cost.feature} ${cost.monitor}`} size="sm">
            {costText(cost)}
          </Text>
        ))}
        {explanation?.notes.map((note) => (
          <Text key={note} size="sm" c="dimmed">
            {note}
          </Text>
        ))}
      </Stack>
    </Section>
  );
}
