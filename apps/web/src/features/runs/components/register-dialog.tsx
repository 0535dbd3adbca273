import { registryEndpoints, type Run } from '@slipway/contracts';
import { Autocomplete, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct, useCall } from '../../../lib/queries.js';

/** RegisterDialog makes a version of the files below a folder of a run; `folder` is where the form begins. */
export function RegisterDialog({ run, folder, onClose }: { run: Run; folder: string; onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const [model, setModel] = useState('');
  const [path, setPath] = useState(folder);
  const [description, setDescription] = useState('');
  const models = useCall(registryEndpoints.listModels, { query: { limit: 100 } });
  const register = useAct(registryEndpoints.registerVersion, {
    success: ({ model: name, version }) => `${name} v${version} is registered`,
    onDone: ({ model: name, version }) => void navigate(paths.version(name, version)),
  });
  const source = `runs:/${run.id}${path.trim() === '' ? '' : `/${path.trim()}`}`;
  return (
    <DialogForm
      opened
      title={`Register a model of ${run.name}`}
      submitLabel="Register version"
      busy={register.isPending}
      disabled={model.trim() === ''}
      error={register.error}
      onClose={onClose}
      onSubmit={() => register.mutate({ params: { name: model.trim() }, body: { source, description } })}
    >
      <Autocomplete
        label="Model"
        description="A new name makes a new model"
        data={models.data?.items.map(({ name }) => name) ?? []}
        value={model}
        onChange={setModel}
        maxLength={256}
        required
        data-autofocus
      />
      <TextInput
        label="Folder or file"
        description="Below the run's artifacts; empty takes all of them"
        placeholder="model"
        value={path}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        The files are kept as they are now: what is written to the run later changes nothing in the version. Parameters,
        metrics, commit and dataset come along.
      </Text>
    </DialogForm>
  );
}
