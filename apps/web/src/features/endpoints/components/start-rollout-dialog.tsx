import { registryEndpoints, rolloutsEndpoints, type ServingEndpoint } from '@slipway/contracts';
import { Select, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { formatWeight } from '../../../lib/format.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { firstSteps, readSteps, type StepRow } from '../prepare/step-rows.js';
import { versionChoices } from '../prepare/version-choices.js';
import { StepEditor } from './step-editor.js';

/** StartRolloutDialog asks which version shall follow, in which steps, and how long each lasts at least; a link may name the version (`?start=1&version=3`). */
export function StartRolloutDialog({
  endpoint,
  onClose,
}: {
  endpoint: ServingEndpoint;
  onClose: () => void;
}): ReactNode {
  const navigate = useNavigate();
  const stable = endpoint.variants.find(({ role }) => role === 'stable');
  const model = stable?.model ?? '';
  const versions = useCall(
    registryEndpoints.listVersions,
    { params: { name: model }, query: { limit: 100 } },
    { enabled: model !== '' },
  );
  const [search] = useSearchParams();
  const [chosen, setChosen] = useState<string | null>(null);
  const [rows, setRows] = useState<StepRow[]>([...firstSteps]);
  const start = useAct(rolloutsEndpoints.startRollout, {
    success: 'The rollout started',
    onDone: ({ id }) => void navigate(paths.rollout(id)),
  });
  const choices = versionChoices(versions.data?.items ?? [], stable?.version);
  const linked = choices.find(({ value }) => value === search.get('version'));
  const version = chosen ?? (linked ?? choices[0])?.value ?? null;
  const read = readSteps(rows);
  const submit = (): void => {
    if ('steps' in read && version !== null)
      start.mutate({ params: { name: endpoint.name }, body: { model, version: Number(version), steps: read.steps } });
  };
  return (
    <DialogForm
      opened
      title={`Start rollout on ${endpoint.name}`}
      submitLabel="Start rollout"
      busy={start.isPending}
      disabled={version === null || 'error' in read}
      error={start.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Select
        label="Version"
        data={choices}
        value={version}
        onChange={setChosen}
        allowDeselect={false}
        searchable
        nothingFoundMessage="No other version"
        placeholder={versions.data && choices.length === 0 ? `${model} has no other version` : ''}
      />
      <StepEditor rows={rows} error={'error' in read ? read.error : null} onChange={setRows} />
      <Text size="sm" c="dimmed">
        {stable !== undefined && `${stable.model} v${stable.version} keeps serving the rest. `}
        {'steps' in read && `Starts at ${formatWeight(read.steps[0]?.weightBp)}. `}
        Slipway goes on when errors are shown safe and rolls back by itself when they are clearly worse; each with an
        error chance of at most 5 %, however often it looks.
      </Text>
    </DialogForm>
  );
}
