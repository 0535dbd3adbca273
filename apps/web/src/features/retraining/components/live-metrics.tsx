import { runsEndpoints } from '@slipway/contracts';
import { SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { MetricPanel } from '../../../components/charts/metric-panel.js';
import { Section } from '../../../components/layout/section.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';

const LIVE_MS = 2_000;
const MOST = 8;

/** LiveMetrics draws what a trainer logs over its steps while it trains; nothing until it logs more than one step. */
export function LiveMetrics({ runId }: { runId: string }): ReactNode {
  const run = useCall(runsEndpoints.getRun, { params: { id: runId } }, { everyMs: LIVE_MS });
  const overSteps = (run.data?.metrics ?? []).filter(({ step }) => step > 0).slice(0, MOST);
  if (run.data === undefined || overSteps.length === 0) return null;
  return (
    <Section title="Metrics while it trains" note={<Link to={paths.run(runId)}>Open in its experiment</Link>}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {overSteps.map(({ key }) => (
          <MetricPanel key={key} metric={key} runs={[run.data]} />
        ))}
      </SimpleGrid>
    </Section>
  );
}
