import type { Redaction } from '@slipway/contracts';
import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { redactedBy, redactionChoices, withRedacted } from '../prepare/redactions.js';

/** RedactionFields asks which features the prediction log does not keep as they are. */
export function RedactionFields({
  features,
  value,
  onChange,
}: {
  features: readonly string[];
  value: readonly Redaction[];
  onChange: (rules: Redaction[]) => void;
}): ReactNode {
  const field = (by: Redaction['by'], label: string, description: string): ReactNode => (
    <MultiSelect
      label={label}
      description={description}
      searchable
      clearable
      data={redactionChoices(features, value, by)}
      value={redactedBy(value, by)}
      onChange={(chosen) => onChange(withRedacted(value, by, chosen))}
    />
  );
  return (
    <>
      {field(
        'removal',
        'Features left out of the log',
        'Never written down. Replays, training and references from this traffic are refused; drift still counts them.',
      )}
      {field('digest', 'Features logged as a digest', 'Equal values are told to be equal, and nobody can read them.')}
    </>
  );
}
