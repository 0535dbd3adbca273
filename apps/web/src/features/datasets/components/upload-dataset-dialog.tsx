import { datasetsEndpoints, type DatasetVersion } from '@slipway/contracts';
import { FileInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { UploadProgress } from '../../../components/ui/upload-progress.js';
import { useUpload } from '../../../lib/use-upload.js';

/** UploadDatasetDialogProps: `dataset` fixes the name when a version of a known dataset is added. */
export interface UploadDatasetDialogProps {
  opened: boolean;
  dataset?: string;
  onClose: () => void;
  onDone: (version: DatasetVersion) => void;
}

/** UploadDatasetDialog uploads a table as a new version of a dataset; the name is made when it is new. */
export function UploadDatasetDialog({ opened, dataset, onClose, onDone }: UploadDatasetDialogProps): ReactNode {
  const [name, setName] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const upload = useUpload<typeof datasetsEndpoints.uploadDatasetVersion>({
    success: (version) =>
      version.state === 'ready'
        ? `${version.dataset} v${version.version} is uploaded`
        : `${version.dataset} v${version.version} is uploaded and is being read now`,
    onDone: (version) => {
      setFile(null);
      onDone(version);
    },
  });
  const send = (chosen: File): void =>
    upload.mutate({
      endpoint: datasetsEndpoints.uploadDatasetVersion,
      params: { name: dataset ?? name.trim() },
      files: [chosen],
    });
  return (
    <DialogForm
      opened={opened}
      title={dataset === undefined ? 'Upload dataset' : `Upload version of ${dataset}`}
      submitLabel={dataset === undefined ? 'Upload dataset' : 'Upload version'}
      busy={upload.isPending}
      disabled={file === null || (dataset ?? name.trim()) === ''}
      error={upload.error}
      onClose={onClose}
      onSubmit={() => file && send(file)}
    >
      {dataset === undefined && (
        <TextInput
          label="Dataset"
          description="A new name makes a new dataset"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          data-autofocus
        />
      )}
      <FileInput
        label="Table"
        description="Parquet, CSV or JSON lines"
        placeholder="Choose a file"
        accept=".parquet,.csv,.jsonl,.ndjson"
        value={file}
        onChange={setFile}
        required
      />
      <UploadProgress />
    </DialogForm>
  );
}
