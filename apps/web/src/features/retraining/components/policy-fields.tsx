import { GuardrailName } from '@slipway/contracts';
import { Group, MultiSelect, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { HarmFields } from '../../../components/ui/harm-fields.js';
import { guardrailWords } from '../../../lib/guardrail-words.js';
import type { PolicyDraft } from '../prepare/policy-draft.js';

/** PolicyFields edits by what the canary of a trigger is judged. */
export function PolicyFields({
  policy,
  onChange,
}: {
  policy: PolicyDraft;
  onChange: (policy: PolicyDraft) => void;
}): ReactNode {
  const change = (part: Partial<PolicyDraft>): void => onChange({ ...policy, ...part });
  return (
    <>
      <Group grow align="start">
        <HarmFields policy={policy} onChange={change} />
      </Group>
      <Group grow align="start">
        <NumberInput
          label="Failed requests at most"
          description="More than stable would have had; then it stops"
          thousandSeparator=","
          min={1}
          max={1_000_000}
          value={policy.badRequestBudget}
          onChange={(badRequestBudget) => change({ badRequestBudget })}
        />
        <NumberInput
          label="Waits for proof at most"
          description="Then it pauses, and a person decides"
          suffix=" h"
          min={0.01}
          max={720}
          value={policy.maxHoldHours}
          onChange={(maxHoldHours) => change({ maxHoldHours })}
        />
      </Group>
      <MultiSelect
        label="Judged by"
        description="Errors always are"
        data={GuardrailName.options.map((value) => ({ value, label: guardrailWords[value] }))}
        value={policy.guardrails}
        onChange={(guardrails) => change({ guardrails: guardrails as GuardrailName[] })}
      />
    </>
  );
}
