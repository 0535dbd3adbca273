import { datasetsEndpoints, evaluationEndpoints } from '@slipway/contracts';
import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { VersionFields, type ChosenVersion } from '../../../components/ui/version-fields.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';
import { GATE_EXAMPLES, parseGates } from '../../../lib/gate-lines.js';

/** StartEvaluationDialog measures a version on a dataset; a link prefills it by `model`, `version` and `dataset`. */
export function StartEvaluationDialog({ onClose }: { onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [chosen, setChosen] = useState<ChosenVersion>({ model: search.get('model'), version: search.get('version') });
  const { model, version } = chosen;
  const [dataset, setDataset] = useState(search.get('dataset'));
  const [target, setTarget] = useState<string | null>(null);
  const [positive, setPositive] = useState('');
  const [gateText, setGateText] = useState('');
  const [slices, setSlices] = useState<string[]>([]);
  const [query, setQuery] = useState<string | null>(null);
  const [separator, setSeparator] = useState('');
  const [robustness, setRobustness] = useState(false);
  const datasets = useCall(datasetsEndpoints.listDatasets, { query: { limit: 200 } });
  const latest = datasets.data?.items.find(({ name }) => name === dataset)?.latest?.version;
  const columns = useCall(
    datasetsEndpoints.getDatasetVersion,
    { params: { name: dataset ?? '', version: latest } },
    { enabled: latest !== undefined },
  );
  const start = useAct(evaluationEndpoints.startEvaluation, {
    success: 'The evaluation is queued',
    onDone: ({ evaluation }) => void navigate(paths.evaluation(evaluation.id)),
  });
  const parsed = parseGates(gateText);
  const problem = 'problem' in parsed ? parsed.problem : null;
  const submit = (): void => {
    if (model === null || version === null || dataset === null || target === null || 'problem' in parsed) return;
    start.mutate({
      body: {
        model,
        version,
        dataset,
        target,
        slices,
        robustness,
        gates: parsed.gates,
        ...(positive !== '' && { positive }),
        ...(query !== null && { query }),
        ...(separator !== '' && { separator }),
      },
    });
  };
  return (
    <DialogForm
      opened
      title="Evaluate version"
      submitLabel="Start evaluation"
      busy={start.isPending}
      disabled={[model, version, dataset, target].includes(null) || problem !== null}
      error={start.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <VersionFields value={chosen} onChange={setChosen} />
      <Select
        label="Dataset"
        description="Its newest version"
        data={datasets.data?.items.filter((each) => each.latest !== null).map(({ name }) => name) ?? []}
        value={dataset}
        onChange={(value) => (setDataset(value), setTarget(null), setSlices([]))}
        searchable
        required
      />
      <Select
        label="Target"
        description="The column with the true outcome"
        data={columns.data?.columns.map(({ name }) => name) ?? []}
        value={target}
        onChange={setTarget}
        searchable
        required
        nothingFoundMessage="Choose a dataset first"
      />
      <TextInput
        label="Positive value"
        description="Which value of the target is the positive class; 1 or true when left empty"
        value={positive}
        onChange={(event) => setPositive(event.currentTarget.value)}
      />
      <MultiSelect
        label="Slices"
        description="Columns by whose values the rows are also measured apart; numbers by their quartiles"
        data={columns.data?.columns.map(({ name }) => name).filter((name) => name !== target) ?? []}
        value={slices}
        onChange={setSlices}
        maxValues={10}
        searchable
        clearable
      />
      <Select
        label="Queries of a ranking"
        description="Rows of the same value belong to one query; the target is their relevance. Leave empty for anything else"
        data={columns.data?.columns.map(({ name }) => name).filter((name) => name !== target) ?? []}
        value={query}
        onChange={setQuery}
        searchable
        clearable
      />
      <TextInput
        label="Separator of labels"
        description="Where the target holds several labels, such as |; leave empty for one label"
        value={separator}
        maxLength={10}
        onChange={(event) => setSeparator(event.currentTarget.value)}
      />
      <Switch
        label="Measure robustness"
        description="Again on a sample of rows with noise and with missing values"
        checked={robustness}
        onChange={(event) => setRobustness(event.currentTarget.checked)}
      />
      <Textarea
        label="Gates"
        description={`One a line, such as ${GATE_EXAMPLES.join('; ')}`}
        autosize
        minRows={2}
        value={gateText}
        onChange={(event) => setGateText(event.currentTarget.value)}
        error={problem}
      />
    </DialogForm>
  );
}
