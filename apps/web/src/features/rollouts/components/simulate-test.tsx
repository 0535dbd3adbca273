import { RolloutPolicy, rolloutsEndpoints, type TestSimulationCurve } from '@slipway/contracts';
import { NumberInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatNumber, formatPercent } from '../../../lib/format.js';
import { useAct } from '../../../lib/queries.js';
import {
  changeName,
  readTestForm,
  testLines,
  testPoints,
  testVerdict,
  type TestForm,
} from '../prepare/test-simulation.js';
import { SimulationFrame } from './simulation-frame.js';

const ALPHA = RolloutPolicy.parse({}).alpha;
const usual: TestForm = {
  callersPerDay: 10_000,
  kind: 'rate',
  mean: 10,
  deviation: 1,
  candidates: 1,
  sharePercent: 50,
  changes: '0, 2, 5, 10',
  maxDays: 14,
  alphaPercent: ALPHA * 100,
};

/** SimulateTest answers: with so many callers, how long would it take a better candidate to win, and how often would a wrong one? */
export function SimulateTest({ choice }: { choice: ReactNode }): ReactNode {
  const [form, setForm] = useState(usual);
  const simulate = useAct(rolloutsEndpoints.simulateTest);
  const read = readTestForm(form);
  const { data, variables } = simulate;
  const asked = variables?.body;
  return (
    <SimulationFrame
      title="Simulate an A/B test"
      choice={choice}
      verdict={
        data === undefined
          ? { tone: 'info', sentence: 'Made-up values, judged by the code that decides real tests.' }
          : testVerdict(data, { maxDays: asked?.maxDays ?? 14, alpha: asked?.policy?.alpha ?? ALPHA })
      }
      fields={<Fields form={form} onChange={(part) => setForm({ ...form, ...part })} />}
      error={'error' in read ? read.error : null}
      busy={simulate.isPending}
      onSubmit={() => 'error' in read || simulate.mutate({ body: read })}
    >
      {data !== undefined && (
        <>
          <Section title="Won by then">
            <LinePanel
              points={testPoints(data)}
              x="days"
              numericX
              formatX={(at: number) => `${formatNumber(at)} days`}
              formatY={(share) => formatPercent(share)}
              sentence="The share of tests that the better candidate had won: the power of the test."
              lines={testLines(data)}
            />
          </Section>
          <Section title="Candidates" flush>
            <DataTable
              label="Candidates"
              columns={columns}
              rows={data.curves}
              rowKey={({ change }) => String(change)}
            />
          </Section>
        </>
      )}
    </SimulationFrame>
  );
}

function Fields({ form, onChange }: { form: TestForm; onChange: (part: Partial<TestForm>) => void }): ReactNode {
  const number = (key: NumberKey, label: string, more: object = {}): ReactNode => (
    <NumberInput label={label} value={form[key]} onChange={(value) => onChange({ [key]: value })} required {...more} />
  );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="sm">
      {number('callersPerDay', 'Callers with a value a day', { min: 10, max: 100_000_000, thousandSeparator: ' ' })}
      <Select
        label="Metric"
        data={[
          { value: 'rate', label: 'A rate, such as clicks' },
          { value: 'value', label: 'A value, such as revenue' },
        ]}
        value={form.kind}
        onChange={(value) => onChange({ kind: value === 'value' ? 'value' : 'rate' })}
        allowDeselect={false}
      />
      {number(
        'mean',
        form.kind === 'rate' ? 'Rate at stable' : 'Mean at stable',
        form.kind === 'rate' ? { suffix: ' %' } : {},
      )}
      {form.kind === 'value' && number('deviation', 'Standard deviation of single values')}
      {number('candidates', 'Candidates', { min: 1, max: 8 })}
      {number('sharePercent', 'Share of each candidate', { min: 0.01, max: 99, suffix: ' %' })}
      <TextInput
        label="Changes in percent"
        description="Of one candidate; all others are equal"
        inputWrapperOrder={['label', 'input', 'description']}
        value={form.changes}
        onChange={({ currentTarget }) => onChange({ changes: currentTarget.value })}
      />
      {number('maxDays', 'A person decides after', { min: 0.01, max: 90, suffix: ' days' })}
      {number('alphaPercent', 'Chance of a wrong winner', { min: 0.1, max: 49, suffix: ' %' })}
    </SimpleGrid>
  );
}

type NumberKey = Exclude<keyof TestForm, 'kind' | 'changes'>;

const orNone = (value: number | null): string => (value === null ? 'not half of them' : formatNumber(value, 1));

const columns: Column<TestSimulationCurve>[] = [
  { key: 'candidate', header: 'Candidate', cell: ({ change }) => changeName(change) },
  { key: 'won', header: 'Won', align: 'right', cell: ({ won }) => formatPercent(won) },
  { key: 'wrongly', header: 'A wrong one won', align: 'right', cell: ({ wonWrongly }) => formatPercent(wonWrongly) },
  { key: 'back', header: 'All taken out', align: 'right', cell: ({ rolledBack }) => formatPercent(rolledBack) },
  { key: 'days', header: 'Half won within days', align: 'right', cell: ({ daysToWin }) => orNone(daysToWin) },
  { key: 'callers', header: 'Callers until then', align: 'right', cell: ({ callersToWin }) => orNone(callersToWin) },
  { key: 'runs', header: 'Tests simulated', align: 'right', cell: ({ runs }) => formatNumber(runs) },
];
