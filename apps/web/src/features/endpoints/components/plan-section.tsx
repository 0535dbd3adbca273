import { servingEndpoints, type PlannedLoad } from '@slipway/contracts';
import { Group, NumberInput, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { formatMs, formatNumber, formatPercent } from '../../../lib/format.js';
import { useCall } from '../../../lib/queries.js';
import { loadWord, planWords } from '../prepare/plan.js';

const columns: readonly Column<PlannedLoad>[] = [
  { key: 'times', header: 'Traffic', cell: ({ times }) => loadWord(times) },
  { key: 'rate', header: 'Requests a second', align: 'right', cell: (load) => formatNumber(load.requestsPerSecond) },
  { key: 'used', header: 'Replicas used', align: 'right', cell: ({ utilisation }) => formatPercent(utilisation) },
  { key: 'wait', header: 'Mean wait', align: 'right', cell: ({ meanWaitMs }) => formatMs(meanWaitMs) },
  {
    key: 'p95',
    header: 'p95',
    align: 'right',
    cell: ({ p95Ms }) => (p95Ms === null ? 'queue grows' : formatMs(p95Ms)),
  },
  {
    key: 'needed',
    header: 'Replicas for the limit',
    align: 'right',
    cell: ({ neededReplicas }) => neededReplicas ?? 'more than 64',
  },
];

const DEFAULT_P95_MS = 100;

/** PlanSection answers: what if traffic doubles? */
export function PlanSection({ name }: { name: string }): ReactNode {
  const [targetP95Ms, setTarget] = useState(DEFAULT_P95_MS);
  const [rate, setRate] = useState<number | null>(null);
  const plan = useCall(
    servingEndpoints.planEndpointCapacity,
    { params: { name }, query: { targetP95Ms, ...(rate !== null && { requestsPerSecond: rate }) } },
    { everyMs: 15_000 },
  );
  return (
    <Section
      title="If traffic grows"
      note="from the last hour"
      actions={
        <Group gap="xs">
          <NumberInput
            aria-label="Requests a second to plan for"
            placeholder="requests a second"
            size="xs"
            w={160}
            suffix=" req/s"
            min={0.001}
            value={rate ?? ''}
            onChange={(typed) => setRate(Number(typed) > 0 ? Number(typed) : null)}
          />
          <NumberInput
            aria-label="p95 at most"
            size="xs"
            w={130}
            prefix="p95 "
            suffix=" ms"
            min={1}
            value={targetP95Ms}
            onChange={(typed) => setTarget(Math.max(1, Number(typed) || DEFAULT_P95_MS))}
          />
        </Group>
      }
      flush
    >
      <Loaded query={plan} height={120}>
        {({ plan: found }) => (
          <>
            <Text size="sm" px="md" pb="xs">
              {planWords(found)}
            </Text>
            {found !== null && (
              <DataTable
                label="If traffic grows"
                columns={columns}
                rows={[...found.loads, ...(found.asked === null ? [] : [found.asked])]}
                rowKey={({ times }) => String(times)}
                empty={null}
              />
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}
