import type { Simulation, SimulationCurve } from '@slipway/contracts';
import { countOf, formatPercent } from '../../../lib/format.js';

/** SimulationPoint is one time of all curves: the share of rollouts that had ended so, by the ratio of each curve. */
export type SimulationPoint = { minutes: number } & Record<string, number>;

const COLORS = ['var(--slip-stable)', 'var(--slip-reference)', 'var(--slip-candidate)', 'var(--slip-bad)'];

/** candidateName says how bad a simulated candidate is. */
export const candidateName = (ratio: number): string =>
  ratio === 0 ? 'no errors' : ratio === 1 ? 'equal' : `${ratio}x errors`;

/** pointsOf lays the curves over one time axis. */
export function pointsOf({ curves }: Simulation, shown: 'rolledBack' | 'promoted'): SimulationPoint[] {
  return (curves[0]?.points ?? []).map(({ seconds }, i) => ({
    minutes: seconds / 60,
    ...Object.fromEntries(curves.map(({ ratio, points }) => [`x${ratio}`, points[i]?.[shown] ?? 0])),
  }));
}

/** linesOf is one line a candidate; dashes tell lines apart besides their colour. */
export const linesOf = ({ curves }: Simulation): { key: string; name: string; color: string; dashed: boolean }[] =>
  curves.map(({ ratio }, i) => ({
    key: `x${ratio}`,
    name: candidateName(ratio),
    color: COLORS[i % COLORS.length]!,
    dashed: i % 2 === 1,
  }));

/** verdictOf tells what matters most: how often a good candidate is rolled back, against what the policy promises. */
export function verdictOf({ curves }: Simulation, alpha: number): { tone: 'good' | 'warn' | 'info'; sentence: string } {
  const equal = curves.find(({ ratio }) => ratio === 1);
  if (equal === undefined) return { tone: 'info', sentence: `${countOf(runsOf(curves), 'rollout')} simulated.` };
  const sentence = `Of ${countOf(equal.runs, 'equal candidate')} ${formatPercent(equal.rolledBack)} were rolled back, ${formatPercent(equal.promoted)} promoted; the policy allows ${formatPercent(alpha)} wrong rollbacks.`;
  return { tone: equal.rolledBack <= alpha ? 'good' : 'warn', sentence };
}

const runsOf = (curves: readonly SimulationCurve[]): number => curves.reduce((sum, { runs }) => sum + runs, 0);
