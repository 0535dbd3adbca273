import { evaluationEndpoints, type ModelVersion } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Section } from '../../../components/layout/section.js';
import { DataTable } from '../../../components/ui/data-table.js';
import { ToneWord } from '../../../components/ui/status.js';
import type { Tone } from '../../../components/ui/tone.js';
import { gateLine } from '../../../lib/gate-lines.js';
import { paths } from '../../../lib/paths.js';
import { useCall } from '../../../lib/queries.js';
import { gateColumns } from './gate-columns.js';

const states: Record<'not_evaluated' | 'passed' | 'failed', [Tone, string]> = {
  not_evaluated: ['warn', 'Not evaluated'],
  passed: ['good', 'Passes'],
  failed: ['bad', 'Fails'],
};

/** VersionGates holds a version against what its model asks, rule by rule; nothing is shown where nothing is asked. */
export function VersionGates({ version: { model, version } }: { version: ModelVersion }): ReactNode {
  const check = useCall(evaluationEndpoints.checkGates, { params: { name: model, version } });
  if (check.data === undefined || check.data.state === 'no_policy') return null;
  const { state, why, gates, evaluationId, policy } = check.data;
  const [tone, word] = states[state];
  const evaluate = `${paths.evaluations}?start=1&model=${encodeURIComponent(model)}&version=${version}&dataset=${encodeURIComponent(policy?.dataset ?? '')}`;
  return (
    <Section
      title="Gates of the model"
      note={<ToneWord tone={tone} word={word} />}
      actions={
        evaluationId === null ? (
          <Link to={evaluate}>Evaluate</Link>
        ) : (
          <Link to={paths.evaluation(evaluationId)}>Evaluation</Link>
        )
      }
      flush
    >
      <Text size="sm" px="md" pb="xs">
        {why}
      </Text>
      {gates.length > 0 && (
        <DataTable label="Gates of the model" columns={gateColumns} rows={gates} rowKey={gateLine} />
      )}
    </Section>
  );
}
