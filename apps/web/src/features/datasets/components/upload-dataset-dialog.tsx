import { datasetsEndpoints, type DatasetVersion } from '@slipway/contracts';
import { FileInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { UploadProgress } from '../../../components/ui/upload-progress.js';
import { invalidateDomain, notifySuccess } from '../../../lib/queries.js';
import { startUpload } from '../../../lib/uploads.js';

/** UploadDatasetDialogProps: `dataset` fixes the name when a version of a known dataset is added. */
export interface UploadDatasetDialogProps {
  opened: boolean;
  dataset?: string;
  onClose: () => void;
  onDone: (version: DatasetVersion) => void;
}

/** UploadDatasetDialog uploads a table as a new version of a dataset; the name is made when it is new. */
export function UploadDatasetDialog({ opened, dataset, onClose, onDone }: UploadDatasetDialogProps): ReactNode {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const upload = async (chosen: File): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const version = await startUpload({
        endpoint: datasetsEndpoints.uploadDatasetVersion,
        params: { name: dataset ?? name.trim() },
        files: [chosen],
      });
      notifySuccess(
        version.state === 'ready'
          ? `${version.dataset} v${version.version} is uploaded`
          : `${version.dataset} v${version.version} is uploaded and is being read now`,
      );
      await invalidateDomain(client, 'datasets');
      setFile(null);
      onDone(version);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <DialogForm
      opened={opened}
      title={dataset === undefined ? 'Upload dataset' : `Upload version of ${dataset}`}
      submitLabel={dataset === undefined ? 'Upload dataset' : 'Upload version'}
      busy={busy}
      disabled={file === null || (dataset ?? name.trim()) === ''}
      error={error}
      onClose={onClose}
      onSubmit={() => file && void upload(file)}
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
