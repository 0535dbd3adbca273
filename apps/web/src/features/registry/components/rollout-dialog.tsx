import type { ServingEndpoint } from '@slipway/contracts';
import { Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';

/** RolloutDialog asks at which endpoint a version shall follow, of those that could take it; how it follows, the endpoint's own dialog asks. */
export function RolloutDialog({
  model,
  version,
  endpoints,
  onClose,
}: {
  model: string;
  version: number;
  endpoints: readonly ServingEndpoint[];
  onClose: () => void;
}): ReactNode {
  const navigate = useNavigate();
  const [chosen, setChosen] = useState(endpoints[0]?.name ?? null);
  return (
    <DialogForm
      opened
      title={`Start rollout of ${model} v${version}`}
      submitLabel="Choose how"
      disabled={chosen === null}
      onClose={onClose}
      onSubmit={() => chosen !== null && void navigate(paths.startRollout(chosen, version))}
    >
      <Select
        label="Endpoint"
        data={endpoints.map(({ name }) => name)}
        value={chosen}
        onChange={setChosen}
        allowDeselect={false}
      />
    </DialogForm>
  );
}
