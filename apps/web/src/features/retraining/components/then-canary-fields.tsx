import { Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { StepEditor } from '../../../components/ui/step-editor.js';
import { readSteps } from '../../../lib/step-rows.js';
import type { TriggerDraft } from '../prepare/trigger-draft.js';
import { PolicyFields } from './policy-fields.js';

/** ThenCanaryFields ask whether a canary follows the new version, by which steps and limits, and who must agree first. */
export function ThenCanaryFields({
  draft,
  onChange,
}: {
  draft: Pick<TriggerDraft, 'canary' | 'steps' | 'policy' | 'approval'>;
  onChange: (part: Partial<TriggerDraft>) => void;
}): ReactNode {
  const read = readSteps(draft.steps);
  return (
    <>
      <Switch
        label="Start a canary with the new version"
        description="Step by step, as long as the evidence is good"
        checked={draft.canary}
        onChange={(event) => onChange({ canary: event.currentTarget.checked })}
      />
      {draft.canary && <StepEditor rows={draft.steps} onChange={(steps) => onChange({ steps })} />}
      {draft.canary && 'error' in read && (
        <Text size="sm" c="red">
          {read.error}
        </Text>
      )}
      {draft.canary && <PolicyFields policy={draft.policy} onChange={(policy) => onChange({ policy })} />}
      <Switch
        label="Somebody must approve the canary first"
        checked={draft.approval}
        disabled={!draft.canary}
        onChange={(event) => onChange({ approval: event.currentTarget.checked })}
      />
    </>
  );
}
