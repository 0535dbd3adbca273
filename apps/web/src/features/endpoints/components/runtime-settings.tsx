import { servingEndpoints, type ReplicaChoice, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group, NumberInput, Select, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Section } from '../../../components/layout/section.js';
import { useAct } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { defaultContainer, fittingContainer } from '../prepare/runtime-words.js';
import { RuntimeFields, type RuntimeSettings as Chosen } from './runtime-fields.js';

const choices: readonly { value: ReplicaChoice; label: string }[] = [
  { value: 'least_outstanding', label: 'The one with the fewest open requests' },
  { value: 'round_robin', label: 'Each in turn' },
  { value: 'weighted', label: 'By measured speed' },
];

/** RuntimeSettings moves an endpoint into containers and back, scales it, and says what a replica-hour costs. */
export function RuntimeSettings({ endpoint }: { endpoint: ServingEndpoint }): ReactNode {
  const { name } = endpoint;
  const before: Chosen = { runtime: endpoint.runtime, container: endpoint.container ?? defaultContainer };
  const [chosen, setChosen] = useState(before);
  const [replicaChoice, setChoice] = useState(endpoint.replicaChoice);
  const [price, setPrice] = useState(endpoint.pricePerReplicaHour);
  const denied = useDenied('write');
  const update = useAct(servingEndpoints.updateEndpoint, {
    success: 'The old replicas answer until the new ones are ready',
  });
  const isChanged =
    JSON.stringify([chosen, replicaChoice, price]) !==
    JSON.stringify([before, endpoint.replicaChoice, endpoint.pricePerReplicaHour]);
  const save = (): void => {
    const { runtime, container } = chosen;
    const how =
      runtime === 'embedded'
        ? { runtime }
        : { runtime, container: fittingContainer(runtime, container), replicaChoice };
    update.mutate({ params: { name }, body: { ...how, pricePerReplicaHour: price } });
  };
  return (
    <Section title="How it runs">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          <RuntimeFields value={chosen} onChange={setChosen} />
          {chosen.runtime !== 'embedded' && (
            <Select
              label="Next request goes to"
              data={choices}
              value={replicaChoice}
              onChange={(value) => value !== null && setChoice(value)}
              allowDeselect={false}
            />
          )}
          <NumberInput
            label="Price of a replica-hour"
            description="In any currency; Capacity then shows what 1,000 predictions cost."
            placeholder="not known"
            min={0}
            value={price ?? ''}
            onChange={(typed) => setPrice(typed === '' ? null : Number(typed))}
          />
          <Group>
            <Button type="submit" loading={update.isPending} disabled={denied !== null || !isChanged}>
              Save runtime
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
