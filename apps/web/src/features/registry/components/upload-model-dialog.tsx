import { registryEndpoints, type ModelVersion } from '@slipway/contracts';
import { Collapse, FileInput, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { UploadProgress } from '../../../components/ui/upload-progress.js';
import { invalidateDomain, notifySuccess } from '../../../lib/queries.js';
import { startUpload } from '../../../lib/uploads.js';
import { parseMetadata } from '../prepare/version-metadata.js';

/** UploadModelDialogProps: `model` fixes the name when a version of a known model is added. */
export interface UploadModelDialogProps {
  opened: boolean;
  model?: string;
  onClose: () => void;
  onDone: (version: ModelVersion) => void;
}

/** UploadModelDialog registers a model file as a new version; the name is made when it is new. */
export function UploadModelDialog({ opened, model, onClose, onDone }: UploadModelDialogProps): ReactNode {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [text, setText] = useState({ metrics: '', params: '', description: '' });
  const [more, toMore] = useDisclosure(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const upload = async (): Promise<void> => {
    const parsed = parseMetadata(text);
    if ('problem' in parsed) return setError(new Error(parsed.problem));
    setBusy(true);
    setError(null);
    try {
      const fields = { metadata: JSON.stringify(parsed.metadata) };
      const version = await startUpload({
        endpoint: registryEndpoints.uploadVersion,
        params: { name: model ?? name.trim() },
        fields,
        files,
      });
      notifySuccess(`${version.model} v${version.version} is registered`);
      await invalidateDomain(client, 'registry');
      setFiles([]);
      onDone(version);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const ready = files.length > 0 && (model ?? name.trim()) !== '';
  return (
    <DialogForm
      opened={opened}
      title={model === undefined ? 'Upload model' : `Upload version of ${model}`}
      submitLabel={model === undefined ? 'Upload model' : 'Upload version'}
      busy={busy}
      disabled={!ready}
      error={error}
      onClose={onClose}
      onSubmit={() => void upload()}
    >
      {model === undefined && (
        <TextInput
          label="Model"
          description="A new name makes a new model"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          data-autofocus
        />
      )}
      <FileInput
        label="ONNX file"
        description="With external data: also its data files"
        placeholder="Choose files"
        multiple
        value={files}
        onChange={setFiles}
        required
      />
      <UnstyledButton onClick={toMore.toggle} aria-expanded={more}>
        <Text size="sm" c="var(--slip-link)">
          {more ? 'Fewer fields' : 'Metrics, parameters, description'}
        </Text>
      </UnstyledButton>
      <Collapse expanded={more}>
        <Textarea
          label="Metrics"
          description="One name=number a line, as training reported them"
          autosize
          minRows={2}
          value={text.metrics}
          onChange={(event) => setText({ ...text, metrics: event.currentTarget.value })}
        />
        <Textarea
          label="Parameters"
          description="One name=value a line"
          autosize
          minRows={2}
          value={text.params}
          onChange={(event) => setText({ ...text, params: event.currentTarget.value })}
        />
        <TextInput
          label="Description"
          value={text.description}
          onChange={(event) => setText({ ...text, description: event.currentTarget.value })}
        />
      </Collapse>
      <UploadProgress />
    </DialogForm>
  );
}
