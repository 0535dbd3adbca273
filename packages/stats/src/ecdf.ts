import { sumOfFirst } from './chi-square.js';
import { finiteCellCount, numericCells } from './profile-numeric.js';
import type { NumericProfile } from './profile-numeric.js';

const MAX_STEPS = 400;

/** EcdfStep is the pair of empirical distribution functions at a value: the shares of values <= `value`. */
export interface EcdfStep {
  value: number;
  reference: number;
  current: number;
}

/** EcdfPair is what a chart draws: ascending steps, and D where it is largest in size (`sign` + when the reference lies above). */
export interface EcdfPair {
  steps: EcdfStep[];
  statistic: number;
  location: number;
  sign: number;
}

/** ecdfPair gives at most `maxSteps` steps (default 400) of two samples of finite numbers; the step of D is always kept. Null when a side is empty. */
export function ecdfPair(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  maxSteps = MAX_STEPS,
): EcdfPair | null {
  const x = Float64Array.from(reference).sort();
  const y = Float64Array.from(current).sort();
  if (x.length === 0 || y.length === 0) return null;
  const steps: EcdfStep[] = [];
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    const value = Math.min(x[i] ?? Infinity, y[j] ?? Infinity);
    while (i < x.length && x[i]! <= value) i += 1;
    while (j < y.length && y[j]! <= value) j += 1;
    steps.push({ value, reference: i / x.length, current: j / y.length });
  }
  return withDistance(steps, maxSteps);
}

/** ecdfPairOfCells is ecdfPair from two counts on one profile, at the ends of its finite cells. */
export function ecdfPairOfCells(
  profile: NumericProfile,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  maxSteps = MAX_STEPS,
): EcdfPair | null {
  const cells = numericCells(profile).slice(0, -1);
  const n = sumOfFirst(reference, finiteCellCount(profile));
  const m = sumOfFirst(current, finiteCellCount(profile));
  if (n === 0 || m === 0) return null;
  let [r, c] = [0, 0];
  const steps = cells.map(({ upper }, cell) => {
    r += reference[cell]!;
    c += current[cell]!;
    return { value: upper, reference: r / n, current: c / m };
  });
  return steps.length === 0 ? null : withDistance(steps, maxSteps);
}

function withDistance(steps: EcdfStep[], maxSteps: number): EcdfPair {
  const gap = (step: EcdfStep): number => step.reference - step.current;
  let widest = 0;
  steps.forEach((step, i) => {
    if (Math.abs(gap(step)) > Math.abs(gap(steps[widest]!))) widest = i;
  });
  const at = steps[widest]!;
  return {
    steps: thin(steps, widest, maxSteps),
    statistic: Math.abs(gap(at)),
    location: at.value,
    sign: gap(at) < 0 ? -1 : 1,
  };
}

/** thin keeps evenly spaced steps, the first, the last and the one to keep. */
function thin(steps: EcdfStep[], keep: number, maxSteps: number): EcdfStep[] {
  if (steps.length <= maxSteps) return steps;
  const kept = new Set([keep]);
  const places = Math.max(2, maxSteps - 1);
  for (let k = 0; k < places; k += 1) kept.add(Math.round((k * (steps.length - 1)) / (places - 1)));
  return steps.filter((_, i) => kept.has(i));
}
