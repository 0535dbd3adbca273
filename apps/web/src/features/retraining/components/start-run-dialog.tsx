import { retrainingEndpoints } from '@slipway/contracts';
import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DialogForm } from '../../../components/ui/dialog-form.js';
import { paths } from '../../../lib/paths.js';
import { useAct } from '../../../lib/queries.js';
import { emptyInput, inputOf, type TrainingInputDraft } from '../prepare/training-input-draft.js';
import { TrainingInputFields } from './training-input-fields.js';

/** StartRunDialog starts a trainer by hand, and shows the run. */
export function StartRunDialog({ trainer, onClose }: { trainer: string; onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(emptyInput());
  const [why, setWhy] = useState('');
  const start = useAct(retrainingEndpoints.runTrainer, {
    success: 'It trains',
    onDone: ({ trainingRun }) => void navigate(paths.trainingRun(trainingRun.id)),
  });
  const input = inputOf(draft, undefined);
  const change = (part: Partial<TrainingInputDraft>): void => setDraft({ ...draft, ...part });
  return (
    <DialogForm
      opened
      size="lg"
      title={`Train with ${trainer}`}
      submitLabel="Start training"
      busy={start.isPending}
      disabled={input === null}
      error={start.error}
      onClose={onClose}
      onSubmit={() => {
        if (input === null) return;
        start.mutate({ params: { name: trainer }, body: { input, ...(why.trim() !== '' && { why: why.trim() }) } });
      }}
    >
      <TrainingInputFields input={draft} onChange={change} />
      <TextInput
        label="Why"
        description="Kept with the run and the version"
        placeholder="started by hand"
        value={why}
        maxLength={1000}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
