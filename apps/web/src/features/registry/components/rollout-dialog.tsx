import { rolloutsEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { parseSteps } from '../../../lib/rollout-steps.js';

/** RolloutDialogProps: `endpoints` are those that could take the version and have no rollout under way. */
export interface RolloutDialogProps {
  opened: boolean;
  model: string;
  version: number;
  endpoints: readonly ServingEndpoint[];
  onClose: () => void;
}

/** RolloutDialog starts a canary of this version on an endpoint, step by step. */
export function RolloutDialog({ opened, model, version, endpoints, onClose }: RolloutDialogProps): ReactNode {
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string | null>(null);
  const [steps, setSteps] = useState('10, 50, 100');
  const [holdSeconds, setHoldSeconds] = useState<number | string>(60);
  const start = useAct(rolloutsEndpoints.startRollout, {
    success: 'The rollout started',
    onDone: ({ id }) => void navigate(paths.rollout(id)),
  });
  const endpoint = endpoints.find(({ name }) => name === chosen) ?? endpoints[0];
  const parsed = parseSteps(steps, Number(holdSeconds));
  const stable = endpoint?.variants.find(({ role }) => role === 'stable');
  return (
    <DialogForm
      opened={opened}
      title={`Start rollout of ${model} v${version}`}
      submitLabel="Start rollout"
      busy={start.isPending}
      disabled={endpoint === undefined || parsed === null}
      error={start.error}
      onClose={onClose}
      onSubmit={() =>
        endpoint && parsed && start.mutate({ params: { name: endpoint.name }, body: { model, version, steps: parsed } })
      }
    >
      <Select
        label="Endpoint"
        data={endpoints.map(({ name }) => name)}
        value={endpoint?.name ?? null}
        onChange={setChosen}
        allowDeselect={false}
      />
      <TextInput
        label="Shares of traffic in percent"
        description="In order; the last one is usually 100"
        value={steps}
        onChange={(event) => setSteps(event.currentTarget.value)}
        error={parsed === null ? 'Write rising percentages up to 100, such as 10, 50, 100' : undefined}
      />
      <NumberInput
        label="Hold each step at least"
        suffix=" s"
        min={0}
        max={86_400}
        value={holdSeconds}
        onChange={setHoldSeconds}
      />
      <Text size="sm" c="dimmed">
        {stable !== undefined && `${stable.model} v${stable.version} keeps serving the rest. `}
        {parsed !== null && `Starts at ${formatWeight(parsed[0]?.weightBp)}. `}
        Slipway goes on when errors are shown safe, and rolls back by itself when they are clearly worse (5 % error
        guarantee).
      </Text>
    </DialogForm>
  );
}
