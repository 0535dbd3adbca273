import { registryEndpoints, rolloutsEndpoints, type RolloutTemplate, type ServingEndpoint } from '@slipway/contracts';
import { Button, Group, Select, SegmentedControl, Text } from '@mantine/core';
import { Fragment, useState, type ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { useNow } from '../../../lib/now.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { emptyRolloutForm, readRolloutForm, startBody, type RolloutForm } from '../prepare/rollout-form.js';
import { fromTemplate } from '../prepare/rollout-template.js';
import { versionChoices } from '../prepare/version-choices.js';
import { LaunchChecklist } from './launch-checklist.js';
import { PlanFields } from './plan-fields.js';
import { ReplayCheck } from './replay-check.js';
import { RolloutOptions } from './rollout-options.js';
import { SaveTemplate, TemplateSelect } from './template-fields.js';

const strategies: { value: RolloutForm['strategy']; label: string }[] = [
  { value: 'canary', label: 'Canary' },
  { value: 'blue_green', label: 'Blue-green' },
  { value: 'shadow', label: 'Shadow' },
  { value: 'ab_test', label: 'A/B test' },
];

/** StartRolloutDialog asks which version shall follow, and how; a link may name the version (`?start=1&version=3`). */
export function StartRolloutDialog({
  endpoint,
  onClose,
}: {
  endpoint: ServingEndpoint;
  onClose: () => void;
}): ReactNode {
  const navigate = useNavigate();
  const now = useNow(1_000);
  const stable = endpoint.variants.find(({ role }) => role === 'stable');
  const model = stable?.model ?? '';
  const versions = useCall(
    registryEndpoints.listVersions,
    { params: { name: model }, query: { limit: 100 } },
    { enabled: model !== '' },
  );
  const [search] = useSearchParams();
  const [chosen, setChosen] = useState<string | null>(null);
  const [form, setForm] = useState<RolloutForm>(emptyRolloutForm);
  const [template, setTemplate] = useState<string | null>(null);
  const [showsMore, setShowsMore] = useState(false);
  const start = useAct(rolloutsEndpoints.startRollout, {
    success: form.startAt === '' ? 'The rollout started' : 'The rollout is scheduled',
    onDone: ({ id }) => void navigate(paths.rollout(id)),
  });
  const choices = versionChoices(versions.data?.items ?? [], stable?.version);
  const linked = choices.find(({ value }) => value === search.get('version'));
  const version = chosen ?? (linked ?? choices[0])?.value ?? null;
  const checked = form.strategy === 'ab_test' ? form.candidates : version === null ? [] : [version];
  const read = readRolloutForm(form, new Date(now));
  const change = (part: Partial<RolloutForm>): void => setForm({ ...form, ...part });
  const submit = (): void => {
    if ('error' in read || version === null) return;
    start.mutate({ params: { name: endpoint.name }, body: startBody(read, { model, version: Number(version) }) });
  };
  const chooseTemplate = (chosen: RolloutTemplate): void => {
    setTemplate(chosen.name);
    setForm(fromTemplate(form, chosen));
  };
  const error = 'error' in read ? read.error : null;
  return (
    <DialogForm
      opened
      title={`Start rollout on ${endpoint.name}`}
      submitLabel={form.startAt === '' ? 'Start rollout' : 'Schedule rollout'}
      size="lg"
      busy={start.isPending}
      disabled={version === null || error !== null}
      error={start.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Group grow align="end">
        <Select
          label="Version"
          display={form.strategy === 'ab_test' ? 'none' : undefined}
          data={choices}
          value={version}
          onChange={setChosen}
          allowDeselect={false}
          searchable
          nothingFoundMessage="No other version"
          placeholder={versions.data && choices.length === 0 ? `${model} has no other version` : ''}
        />
        <TemplateSelect chosen={template} onChoose={chooseTemplate} />
      </Group>
      {checked.map((each) => (
        <Fragment key={each}>
          <LaunchChecklist endpoint={endpoint.name} model={model} version={Number(each)} />
          <ReplayCheck endpoint={endpoint.name} model={model} version={Number(each)} />
        </Fragment>
      ))}
      <SegmentedControl
        aria-label="Strategy"
        data={strategies}
        value={form.strategy}
        onChange={(value) => change({ strategy: value as RolloutForm['strategy'] })}
      />
      <PlanFields form={form} versions={choices} onChange={change} />
      {showsMore ? (
        <RolloutOptions form={form} onChange={change} />
      ) : (
        <Group>
          <Button variant="subtle" size="compact-sm" onClick={() => setShowsMore(true)}>
            Approval, schedule, cohorts, rules, thresholds and policy
          </Button>
        </Group>
      )}
      {!('error' in read) && <SaveTemplate start={read} onSaved={setTemplate} />}
      {error !== null && (
        <Text size="xs" c="var(--slip-bad)" role="alert">
          {error}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {stable !== undefined && `${stable.model} v${stable.version} keeps serving the rest. `}
        {endWords[form.strategy]}
      </Text>
    </DialogForm>
  );
}

const GUARANTEE = 'each with an error chance of at most 5 %, however often it looks.';
const endWords: Readonly<Record<RolloutForm['strategy'], string>> = {
  canary: `Slipway goes on when errors are shown safe and rolls back by itself when they are clearly worse; ${GUARANTEE}`,
  blue_green: `All traffic moves at once after the test, and back at once when the candidate fails; ${GUARANTEE}`,
  ab_test: `A candidate that harms or is shown worse is taken out; the one shown better than all others gets all traffic; ${GUARANTEE}`,
  shadow: `Nobody gets the candidate’s answers; it ends well when it is shown not to fail more often; ${GUARANTEE}`,
};
