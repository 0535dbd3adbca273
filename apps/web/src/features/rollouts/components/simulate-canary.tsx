import { RolloutPolicy, rolloutsEndpoints, type SimulationCurve } from '@slipway/contracts';
import { Button, Group, NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { LinePanel } from '../../../components/charts/line-panel.js';
import { PageHeader } from '../../../components/layout/page-header.js';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatMs, formatNumber, formatPercent } from '../../../lib/format.js';
import { useAct } from '../../../lib/queries.js';
import { parseSteps } from '../../../lib/rollout-steps.js';
import { candidateName, linesOf, pointsOf, verdictOf } from '../prepare/simulation-lines.js';

const usual = RolloutPolicy.parse({});

/** SimulateCanary answers: with this traffic and these rules, how often would a good candidate be rolled back, and how soon a bad one? */
export function SimulateCanary({ choice }: { choice: ReactNode }): ReactNode {
  const [requestsPerSecond, setRequestsPerSecond] = useState<number | string>(100);
  const [errorPercent, setErrorPercent] = useState<number | string>(0.5);
  const [keys, setKeys] = useState<number | string>('');
  const [shares, setShares] = useState('10, 50, 100');
  const [holdSeconds, setHoldSeconds] = useState<number | string>(60);
  const [minutes, setMinutes] = useState<number | string>(30);
  const [alphaPercent, setAlphaPercent] = useState<number | string>(usual.alpha * 100);
  const [thetaHarm, setThetaHarm] = useState<number | string>(usual.thetaHarm);
  const simulate = useAct(rolloutsEndpoints.simulateRollout);
  const steps = parseSteps(shares, Number(holdSeconds));
  const alpha = Number(alphaPercent) / 100;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (steps === null) return;
    simulate.mutate({
      body: {
        requestsPerSecond: Number(requestsPerSecond),
        errorRate: Number(errorPercent) / 100,
        keys: keys === '' ? null : Number(keys),
        steps,
        horizonSeconds: Number(minutes) * 60,
        policy: { alpha, thetaHarm: Number(thetaHarm) },
      },
    });
  };

  const { data } = simulate;
  return (
    <>
      <PageHeader
        title="Simulate a rollout"
        actions={choice}
        verdict={
          data === undefined
            ? { tone: 'info', sentence: 'Made-up traffic, judged by the code that decides real rollouts.' }
            : verdictOf(data, simulate.variables?.body?.policy?.alpha ?? alpha)
        }
      />
      <Section title="Traffic and rules">
        <form onSubmit={submit}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="sm">
            <NumberInput
              label="Requests a second"
              min={0.01}
              max={100_000}
              value={requestsPerSecond}
              onChange={setRequestsPerSecond}
              required
            />
            <NumberInput
              label="Requests that fail today"
              suffix=" %"
              min={0}
              max={50}
              value={errorPercent}
              onChange={setErrorPercent}
              required
            />
            <NumberInput
              label="Routing keys"
              description="Empty: requests have none"
              min={2}
              max={100_000}
              value={keys}
              onChange={setKeys}
            />
            <NumberInput
              label="Watched for"
              suffix=" min"
              min={1}
              max={1_440}
              value={minutes}
              onChange={setMinutes}
              required
            />
            <TextInput
              label="Shares of traffic in percent"
              value={shares}
              onChange={(event) => setShares(event.currentTarget.value)}
              error={steps === null ? 'Write rising percentages up to 100, such as 10, 50, 100' : undefined}
            />
            <NumberInput
              label="Hold each step at least"
              suffix=" s"
              min={0}
              max={86_400}
              value={holdSeconds}
              onChange={setHoldSeconds}
              required
            />
            <NumberInput
              label="Chance of a wrong rollback"
              suffix=" %"
              min={0.1}
              max={49}
              value={alphaPercent}
              onChange={setAlphaPercent}
              required
            />
            <NumberInput
              label="Errors that are no harm"
              suffix=" x stable"
              min={1}
              max={10}
              step={0.05}
              value={thetaHarm}
              onChange={setThetaHarm}
              required
            />
          </SimpleGrid>
          <Group mt="md">
            <Button type="submit" loading={simulate.isPending} disabled={steps === null}>
              Simulate
            </Button>
          </Group>
        </form>
      </Section>
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
    </>
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
