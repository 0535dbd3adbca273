import { datasetsEndpoints, evaluationEndpoints, type GatePolicy } from '@slipway/contracts';
import { Code, Group, MultiSelect, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Facts, Section } from '../../../components/layout/section.js';
import { Acts } from '../../../components/ui/acts.js';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { EmptyState } from '../../../components/ui/empty-state.js';
import { Loaded } from '../../../components/ui/loaded.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import { GATE_EXAMPLES, gateLine, parseGates } from '../../../lib/gate-lines.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { useDenied } from '../../../lib/session.js';
import { useDialog } from '../../../lib/use-dialog.js';
import { gateCommand } from '../prepare/gate-command.js';

/** GatePolicyPanel shows what a model asks of its versions, and lets an approver change it. */
export function GatePolicyPanel({ model }: { model: string }): ReactNode {
  const policy = useCall(evaluationEndpoints.getGatePolicy, { params: { name: model } });
  const dialog = useDialog('gates');
  const denied = useDenied('approve');
  const remove = useAct(evaluationEndpoints.deleteGatePolicy, { success: 'Nothing is asked of versions any more' });
  const known = policy.data ?? null;
  const none = policy.error?.problem.code === 'not_found';
  return (
    <>
      <Section
        title="Gates"
        note="what a version must have shown before it takes an alias or is rolled out; enforced on every route"
        actions={
          <Acts
            acts={[
              {
                label: known === null ? 'Set gates' : 'Change gates',
                icon: IconPencil,
                call: dialog.open,
                disabled: denied,
              },
              {
                label: 'Remove gates',
                icon: IconTrash,
                call: () => remove.mutateAsync({ params: { name: model } }),
                disabled: denied ?? (known === null ? 'There are none.' : null),
                confirm: { kind: 'dialog', effect: 'Any version may then become champion or be rolled out.' },
              },
            ]}
          />
        }
      >
        {none ? (
          <EmptyState
            title="Nothing is asked of versions yet"
            text="With gates, a version becomes champion or is rolled out only when its newest evaluation on a dataset passes them."
            snippet={[{ label: 'curl', code: gateCommand(model) }]}
          />
        ) : (
          <Loaded query={policy}>{(policy) => <PolicyFacts policy={policy} />}</Loaded>
        )}
      </Section>
      {dialog.opened && <GatePolicyDialog model={model} policy={known} onClose={dialog.close} />}
    </>
  );
}

function PolicyFacts({ policy }: { policy: GatePolicy }): ReactNode {
  const { dataset, target, positive, slices, gates, aliases, rollouts, updatedAt, updatedBy } = policy;
  return (
    <Facts
      items={[
        [
          'Measured on',
          <span key="dataset">
            <Link to={paths.dataset(dataset)}>{dataset}</Link>, target {target}
            {positive !== null && `, positive is “${positive}”`}
          </span>,
        ],
        ['Slices', slices.length === 0 ? null : slices.join(', ')],
        [
          'Gates',
          <Stack key="gates" gap={2} align="flex-start">
            {gates.map((gate) => (
              <Code key={gateLine(gate)}>{gateLine(gate)}</Code>
            ))}
          </Stack>,
        ],
        ['Asked for', [...aliases.map((alias) => `alias ${alias}`), ...(rollouts ? ['rollouts'] : [])].join(', ')],
        [
          'Set',
          <Group key="set" gap={6}>
            <TimeAgo at={updatedAt} /> by {updatedBy}
          </Group>,
        ],
      ]}
    />
  );
}

function GatePolicyDialog({
  model,
  policy,
  onClose,
}: {
  model: string;
  policy: GatePolicy | null;
  onClose: () => void;
}): ReactNode {
  const [dataset, setDataset] = useState(policy?.dataset ?? null);
  const [target, setTarget] = useState(policy?.target ?? null);
  const [positive, setPositive] = useState(policy?.positive ?? '');
  const [slices, setSlices] = useState<string[]>(policy?.slices ?? []);
  const [aliases, setAliases] = useState<string[]>(policy?.aliases ?? ['champion']);
  const [rollouts, setRollouts] = useState(policy?.rollouts ?? true);
  const [gateText, setGateText] = useState((policy?.gates ?? []).map(gateLine).join('\n'));
  const datasets = useCall(datasetsEndpoints.listDatasets, { query: { limit: 200 } });
  const latest = datasets.data?.items.find(({ name }) => name === dataset)?.latest?.version;
  const columns = useCall(
    datasetsEndpoints.getDatasetVersion,
    { params: { name: dataset ?? '', version: latest } },
    { enabled: latest !== undefined },
  );
  const set = useAct(evaluationEndpoints.setGatePolicy, { success: 'The gates are set', onDone: onClose });
  const parsed = parseGates(gateText);
  const problem = 'problem' in parsed ? parsed.problem : null;
  const names = columns.data?.columns.map(({ name }) => name) ?? [target ?? ''].filter((name) => name !== '');
  const submit = (): void => {
    if (dataset === null || target === null || 'problem' in parsed) return;
    const body = { dataset, target, positive: positive === '' ? null : positive, slices, gates: parsed.gates };
    set.mutate({ params: { name: model }, body: { ...body, aliases, rollouts } });
  };
  const nothing = 'gates' in parsed && parsed.gates.length === 0;
  return (
    <DialogForm
      opened
      title={`Gates of ${model}`}
      submitLabel="Set gates"
      busy={set.isPending}
      disabled={dataset === null || target === null || problem !== null || nothing}
      error={set.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <Select
        label="Dataset"
        description="The newest evaluation of a version on it counts"
        data={datasets.data?.items.filter((each) => each.latest !== null).map(({ name }) => name) ?? []}
        value={dataset}
        onChange={(value) => (setDataset(value), setTarget(null), setSlices([]))}
        searchable
        required
      />
      <Select label="Target" data={names} value={target} onChange={setTarget} searchable required />
      <TextInput
        label="Positive value"
        description="Which value of the target is the positive class; 1 or true when left empty"
        value={positive}
        onChange={(event) => setPositive(event.currentTarget.value)}
      />
      <MultiSelect
        label="Slices"
        data={names.filter((name) => name !== target)}
        value={slices}
        onChange={setSlices}
        searchable
        clearable
      />
      <Textarea
        label="Gates"
        description={`One a line: ${GATE_EXAMPLES.join('; ')}; also rows and no_target_share of the data, size_mb and run_ms of the version`}
        autosize
        minRows={3}
        value={gateText}
        onChange={(event) => setGateText(event.currentTarget.value)}
        error={problem}
        required
      />
      <TagsInput label="Asked for these aliases" value={aliases} onChange={setAliases} />
      <Switch
        label="Asked for rollouts too"
        checked={rollouts}
        onChange={(event) => setRollouts(event.currentTarget.checked)}
      />
      <Text size="xs" c="dimmed">
        An approver may still force a version through with a reason; that is written in the audit trail.
      </Text>
    </DialogForm>
  );
}
