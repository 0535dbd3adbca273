import { registryEndpoints, type ModelVersion } from '@slipway/contracts';
import { Collapse, FileInput, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { UploadProgress } from '../../../components/ui/upload-progress.js';
import { useUpload } from '../../../lib/use-upload.js';
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
  const [name, setName] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [text, setText] = useState({ metrics: '', params: '', description: '' });
  const [more, toMore] = useDisclosure(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const upload = useUpload<typeof registryEndpoints.uploadVersion>({
    success: ({ model: made, version }) => `${made} v${version} is registered`,
    onDone: (version) => {
      setFiles([]);
      onDone(version);
    },
  });
  const send = (): void => {
    const parsed = parseMetadata(text);
    if ('problem' in parsed) return setProblem(new Error(parsed.problem));
    setProblem(null);
    upload.mutate({
      endpoint: registryEndpoints.uploadVersion,
      params: { name: model ?? name.trim() },
      fields: { metadata: JSON.stringify(parsed.metadata) },
      files,
    });
  };
  const ready = files.length > 0 && (model ?? name.trim()) !== '';
  return (
    <DialogForm
      opened={opened}
      title={model === undefined ? 'Upload model' : `Upload version of ${model}`}
      submitLabel={model === undefined ? 'Upload model' : 'Upload version'}
      busy={upload.isPending}
      disabled={!ready}
      error={problem ?? upload.error}
      onClose={onClose}
      onSubmit={send}
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
