import { batchPredictionsEndpoints, type DatasetFormat, type DatasetVersion } from '@slipway/contracts';
import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { VersionFields, type ChosenVersion } from '../../../components/ui/version-fields.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';

const formats: readonly { value: DatasetFormat; label: string }[] = [
  { value: 'jsonl', label: 'JSON lines' },
  { value: 'csv', label: 'CSV' },
  { value: 'parquet', label: 'Parquet' },
];

/** PredictRowsDialog starts a batch prediction: a version predicts every row of a dataset version, and the predictions become a dataset. */
export function PredictRowsDialog({ table, onClose }: { table: DatasetVersion; onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const { dataset, version: datasetVersion } = table;
  const [chosen, setChosen] = useState<ChosenVersion>({ model: null, version: null });
  const [output, setOutput] = useState(`${dataset}-predictions`);
  const [keep, setKeep] = useState<string[]>([]);
  const [format, setFormat] = useState<DatasetFormat>('jsonl');
  const start = useAct(batchPredictionsEndpoints.startBatchPrediction, {
    success: 'The rows are being predicted',
    onDone: ({ job }) => void navigate(paths.job(job.id)),
  });
  const { model, version } = chosen;
  return (
    <DialogForm
      opened
      title={`Predict the rows of ${dataset} v${datasetVersion}`}
      submitLabel="Predict rows"
      busy={start.isPending}
      disabled={model === null || version === null || output === ''}
      error={start.error}
      onClose={onClose}
      onSubmit={() =>
        model !== null &&
        version !== null &&
        start.mutate({ body: { model, version: Number(version), dataset, datasetVersion, output, keep, format } })
      }
    >
      <VersionFields value={chosen} onChange={setChosen} />
      <TextInput
        label="Predictions become a version of"
        description="A dataset, which is made if there is none of this name"
        value={output}
        onChange={({ currentTarget }) => setOutput(currentTarget.value)}
        required
      />
      <MultiSelect
        label="Columns to keep"
        description="Carried over beside the predictions, such as an id"
        data={table.columns.map(({ name }) => name)}
        value={keep}
        onChange={setKeep}
        searchable
        clearable
      />
      <Select
        label="Format"
        data={formats}
        value={format}
        onChange={(value) => setFormat(value as DatasetFormat)}
        allowDeselect={false}
      />
    </DialogForm>
  );
}
