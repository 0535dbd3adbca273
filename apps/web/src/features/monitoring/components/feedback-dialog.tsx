import { datasetsEndpoints, monitoringEndpoints, type Job } from '@slipway/contracts';
import { Code, FileInput, SegmentedControl, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DatasetSelect } from '../../../components/ui/dataset-select.js';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { UploadProgress } from '../../../components/ui/upload-progress.js';
import { useAct } from '../../../lib/queries.js';
import { useUpload } from '../../../lib/use-upload.js';

/** FeedbackDialog takes the outcomes of an endpoint's predictions from a table; a file is kept as a version of the dataset `<endpoint> outcomes`. */
export function FeedbackDialog({ endpoint, onClose }: { endpoint: string; onClose: () => void }): ReactNode {
  const [source, setSource] = useState('file');
  const [file, setFile] = useState<File | null>(null);
  const [dataset, setDataset] = useState<string | null>(null);
  const record = useAct(monitoringEndpoints.recordFeedbackDataset, {
    success: ({ job }: { job: Job }) => `Reading the outcomes of ${job.subject}; the jobs tray shows how far it is`,
    onDone: onClose,
  });
  const upload = useUpload<typeof datasetsEndpoints.uploadDatasetVersion>({
    success: ({ dataset: name, version }) => `${name} v${version} is uploaded`,
    onDone: ({ dataset: name, version }) =>
      record.mutate({ body: { dataset: name, datasetVersion: version, endpoint } }),
  });
  const send = (): void => {
    const params = { name: `${endpoint} outcomes` };
    if (source === 'dataset' && dataset !== null) record.mutate({ body: { dataset, endpoint } });
    else if (file !== null) upload.mutate({ endpoint: datasetsEndpoints.uploadDatasetVersion, params, files: [file] });
  };
  return (
    <DialogForm
      opened
      title={`Outcomes of ${endpoint}`}
      submitLabel="Record outcomes"
      busy={upload.isPending || record.isPending}
      disabled={source === 'dataset' ? dataset === null : file === null}
      error={upload.error ?? record.error}
      onClose={onClose}
      onSubmit={send}
    >
      <SegmentedControl
        fullWidth
        aria-label="Where the outcomes are"
        data={[
          { value: 'file', label: 'In a file' },
          { value: 'dataset', label: 'In a dataset' },
        ]}
        value={source}
        onChange={setSource}
      />
      {source === 'file' ? (
        <FileInput
          label="Table"
          description="Parquet, CSV or JSON lines"
          placeholder="Choose a file"
          accept=".parquet,.csv,.jsonl,.ndjson"
          value={file}
          onChange={setFile}
          required
        />
      ) : (
        <DatasetSelect description="Its newest version" value={dataset} onChange={setDataset} />
      )}
      <Text size="sm" c="dimmed">
        Columns: <Code>actual</Code>, what really happened, and <Code>prediction_id</Code> of the answer; or{' '}
        <Code>key</Code> with <Code>predicted_at</Code>. An outcome that is sent again replaces the one before.
      </Text>
      <UploadProgress />
    </DialogForm>
  );
}
