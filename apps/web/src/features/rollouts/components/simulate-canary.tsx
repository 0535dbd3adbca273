import { RolloutPolicy, rolloutsEndpoints, type SimulationCurve } from '@slipway/contracts';
import { NumberInput, SimpleGrid } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { HarmFields } from '../../../components/ui/harm-fields.js';
import { StepEditor } from '../../../components/ui/step-editor.js';
import { formatMs, formatNumber, formatPercent } from '../../../lib/format.js';
import { useAct } from '../../../lib/queries.js';
import { readCanaryForm, usualCanaryForm, type CanaryForm } from '../prepare/canary-simulation.js';
import { candidateName, linesOf, pointsOf, verdictOf } from '../prepare/simulation-lines.js';
import { SimulationFrame } from './simulation-frame.js';

const ALPHA = RolloutPolicy.parse({}).alpha;

/** SimulateCanary answers: with this traffic and these rules, how often would a good candidate be rolled back, and how soon a bad one? */
export function SimulateCanary({ choice }: { choice: ReactNode }): ReactNode {
  const [form, setForm] = useState(usualCanaryForm);
  const simulate = useAct(rolloutsEndpoints.simulateRollout);
  const read = readCanaryForm(form);
  const { data, variables } = simulate;
  return (
    <SimulationFrame
      title="Simulate a rollout"
      choice={choice}
      verdict={
        data === undefined
          ? { tone: 'info', sentence: 'Made-up traffic, judged by the code that decides real rollouts.' }
          : verdictOf(data, variables?.body?.policy?.alpha ?? ALPHA)
      }
      fields={<Fields form={form} onChange={(part) => setForm({ ...form, ...part })} />}
      error={'error' in read ? read.error : null}
      busy={simulate.isPending}
      onSubmit={() => 'error' in read || simulate.mutate({ body: read })}
    >
      {data !== undefined && (
        <>
          <Columns>
            <Section title="Rolled back by then">
              <LinePanel
                points={pointsOf(data, 'rolledBack')}
                x="minutes"
                numericX
                formatX={(at: number) => `${formatNumber(at)} min`}
                formatY={(share) => formatPercent(share)}
                sentence="The share of each candidate's rollouts that Slipway had rolled back."
                lines={linesOf(data)}
              />
            </Section>
            <Section title="Promoted by then">
              <LinePanel
                points={pointsOf(data, 'promoted')}
                x="minutes"
                numericX
                formatX={(at: number) => `${formatNumber(at)} min`}
                formatY={(share) => formatPercent(share)}
                sentence="The share of each candidate's rollouts that had got all traffic."
                lines={linesOf(data)}
              />
            </Section>
          </Columns>
          <Section title="Candidates" flush>
            <DataTable label="Candidates" columns={columns} rows={data.curves} rowKey={({ ratio }) => String(ratio)} />
          </Section>
        </>
      )}
    </SimulationFrame>
  );
}

function Fields({ form, onChange }: { form: CanaryForm; onChange: (part: Partial<CanaryForm>) => void }): ReactNode {
  const number = (key: Exclude<keyof CanaryForm, 'steps'>, label: string, more: object): ReactNode => (
    <NumberInput label={label} value={form[key]} onChange={(value) => onChange({ [key]: value })} required {...more} />
  );
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {number('requestsPerSecond', 'Requests a second', { min: 0.01, max: 100_000 })}
        {number('errorPercent', 'Requests that fail today', { suffix: ' %', min: 0, max: 50 })}
        {number('keys', 'Routing keys', {
          description: 'Empty: requests have none',
          min: 2,
          max: 100_000,
          required: false,
        })}
        {number('minutes', 'Watched for', { suffix: ' min', min: 1, max: 1_440 })}
        <HarmFields policy={form} onChange={onChange} />
      </SimpleGrid>
      <StepEditor rows={form.steps} onChange={(steps) => onChange({ steps })} />
    </SimpleGrid>
  );
}

const median = (seconds: number | null): string => (seconds === null ? 'not half of them' : formatMs(seconds * 1_000));

const columns: Column<SimulationCurve>[] = [
  { key: 'candidate', header: 'Candidate', cell: ({ ratio }) => candidateName(ratio) },
  { key: 'rolledBack', header: 'Rolled back', align: 'right', cell: ({ rolledBack }) => formatPercent(rolledBack) },
  { key: 'promoted', header: 'Promoted', align: 'right', cell: ({ promoted }) => formatPercent(promoted) },
  {
    key: 'toRollBack',
    header: 'Half rolled back within',
    align: 'right',
    cell: (row) => median(row.secondsToRollBack),
  },
  { key: 'toPromote', header: 'Half promoted within', align: 'right', cell: (row) => median(row.secondsToPromote) },
  {
    key: 'bad',
    header: 'Failed requests at the candidate',
    align: 'right',
    cell: ({ badRequests }) => formatNumber(badRequests),
  },
  { key: 'runs', header: 'Rollouts simulated', align: 'right', cell: ({ runs }) => formatNumber(runs) },
];
