import type { NewTestSimulation, TestSimulation, TestSimulationCurve } from '@slipway/contracts';
import { formatNumber, formatPercent } from '../../../lib/format.js';

/** TestSimulationPoint is one time of all curves: the share of tests that the better candidate had won, by the change of each curve. */
export type TestSimulationPoint = { days: number } & Record<string, number>;

const COLORS = ['var(--slip-stable)', 'var(--slip-reference)', 'var(--slip-candidate)', 'var(--slip-bad)'];

/** changeName says how a simulated candidate differs from stable. */
export const changeName = (change: number): string =>
  change === 0 ? 'equal' : `${change > 0 ? '+' : '-'}${formatPercent(Math.abs(change))}`;

/** testPoints lays the curves over one time axis. */
export const testPoints = ({ curves }: TestSimulation): TestSimulationPoint[] =>
  (curves[0]?.points ?? []).map(({ days }, i) => ({
    days,
    ...Object.fromEntries(curves.map(({ change, points }) => [keyOf(change), points[i]?.won ?? 0])),
  }));

/** testLines is one line a candidate that is not equal; dashes tell lines apart besides their colour. */
export const testLines = ({
  curves,
}: TestSimulation): { key: string; name: string; color: string; dashed: boolean }[] =>
  curves
    .filter(({ change }) => change !== 0)
    .map(({ change }, i) => ({
      key: keyOf(change),
      name: changeName(change),
      color: COLORS[i % COLORS.length]!,
      dashed: i % 2 === 1,
    }));

/** testVerdict tells what matters most: the smallest change that half of all tests find in time, and how often a wrong one wins. */
export function testVerdict(
  { curves }: TestSimulation,
  { maxDays, alpha }: { maxDays: number; alpha: number },
): { tone: 'good' | 'warn'; sentence: string } {
  const found = curves
    .filter((curve): curve is TestSimulationCurve & { daysToWin: number } => curve.daysToWin !== null)
    .toSorted((a, b) => Math.abs(a.change) - Math.abs(b.change))[0];
  const wrong = Math.max(...curves.map(({ wonWrongly }) => wonWrongly));
  const power =
    found === undefined
      ? `None of these changes wins half of the tests within ${formatNumber(maxDays)} days: give more callers, more time, or accept a larger change.`
      : `A change of ${changeName(found.change)} wins half of the tests within ${formatNumber(found.daysToWin, 1)} days.`;
  const isKept = wrong <= alpha;
  return {
    tone: found !== undefined && isKept ? 'good' : 'warn',
    sentence: `${power} A wrong candidate won ${formatPercent(wrong)} of them; the policy allows ${formatPercent(alpha)}.`,
  };
}

/** TestForm is a test as it is typed; shares and changes in percent. */
export interface TestForm {
  callersPerDay: number | string;
  kind: 'rate' | 'value';
  mean: number | string;
  deviation: number | string;
  candidates: number | string;
  sharePercent: number | string;
  changes: string;
  maxDays: number | string;
  alphaPercent: number | string;
}

/** readTestForm turns what was typed into a simulation, or says what is wrong. A rate is typed in percent, and says itself how much single values vary. */
export function readTestForm(form: TestForm): NewTestSimulationBody | { error: string } {
  const changes = form.changes.split(',').map((typed) => Number(typed) / 100);
  if (form.changes.trim() === '' || changes.length > 6 || !changes.every((change) => change >= -1 && change <= 10))
    return { error: 'Changes are up to six percentages such as 0, 2, 5.' };
  const isRate = form.kind === 'rate';
  const mean = isRate ? Number(form.mean) / 100 : Number(form.mean);
  if (form.mean === '' || (isRate && !(mean > 0 && mean < 1))) return { error: 'A rate lies between 0 % and 100 %.' };
  const deviation = isRate ? Math.sqrt(mean * (1 - mean)) : Number(form.deviation);
  if (!(deviation > 0)) return { error: 'Single values vary: their deviation is larger than 0.' };
  const [candidates, shareBp] = [Number(form.candidates), Math.round(Number(form.sharePercent) * 100)];
  if (!(shareBp >= 1 && candidates * shareBp < 10_000)) return { error: 'Stable keeps a share of its own.' };
  const [callersPerDay, maxDays] = [Number(form.callersPerDay), Number(form.maxDays)];
  const minDays = Math.min(1, maxDays);
  const policy = { alpha: Number(form.alphaPercent) / 100 };
  return { callersPerDay, mean, deviation, candidates, shareBp, changes, minDays, maxDays, policy };
}

type NewTestSimulationBody = Omit<NewTestSimulation, 'policy' | 'better'> & { policy: { alpha: number } };

const keyOf = (change: number): string => `c${change}`;
