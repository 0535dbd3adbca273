import type { CheckReading, RolloutCheck, RolloutObservation } from '@slipway/contracts';
import type { Decision } from './decide.js';

/** Checked is what checks look at of an observation. */
type Checked = Pick<RolloutObservation, 'at' | 'stepStartedAt' | 'policy' | 'checks'>;

/**
 * heldByChecks lets plain thresholds have their say after the evidence: one that was out of its range often enough rolls back or pauses, whatever the
 * evidence shows, and nothing goes on while one is out of its range or not known. Harm that was shown goes first.
 */
export function heldByChecks(decision: Decision, { at, stepStartedAt, policy, checks }: Checked): Decision {
  if (decision.act === 'roll_back' || policy.checks.length === 0) return decision;
  const read = policy.checks.map((check) => ({ check, reading: checks.find(({ name }) => name === check.name) }));
  const breached = read.filter(({ check, reading }) => (reading?.failuresInRow ?? 0) >= check.failureLimit);
  const worst = breached.find(({ check }) => check.onBreach === 'roll_back') ?? breached[0];
  if (worst !== undefined) {
    const { check, reading } = worst;
    return { act: check.onBreach, why: `${outOfRange(check, reading)}, ${reading?.failuresInRow} times in a row` };
  }
  if (decision.act === 'hold' || decision.act === 'pause') return decision;
  const doubtful = read.find(({ reading }) => reading?.state !== 'ok');
  if (doubtful === undefined) return decision;
  const why = `${outOfRange(doubtful.check, doubtful.reading)}; all else would let it go on: ${decision.why}`;
  const now = new Date(at);
  const heldSeconds = (now.getTime() - new Date(stepStartedAt).getTime()) / 1_000;
  return heldSeconds > policy.maxHoldSeconds
    ? { act: 'pause', why: `${why}; a person decides` }
    : { act: 'hold', lookAgainAt: new Date(now.getTime() + 1_000), why };
}

/** nextReading is a reading after the last one of the same check; a number that is not known breaks no row. */
export function nextReading(
  { name, min = -Infinity, max = Infinity }: RolloutCheck,
  { value, detail }: Pick<CheckReading, 'value' | 'detail'>,
  last: CheckReading | undefined,
  now: Date,
): CheckReading {
  const failures = last?.failuresInRow ?? 0;
  const at = now.toISOString();
  if (value === null) return { name, at, value, detail, state: 'unknown', failuresInRow: failures };
  const isOk = value >= min && value <= max;
  return { name, at, value, detail: '', state: isOk ? 'ok' : 'breached', failuresInRow: isOk ? 0 : failures + 1 };
}

function outOfRange({ name, min, max }: RolloutCheck, reading: CheckReading | undefined): string {
  if (reading === undefined) return `${name} was not read yet`;
  if (reading.value === null) return `${name} is not known: ${reading.detail}`;
  const bounds = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`];
  return `${name} is ${Number(reading.value.toPrecision(4))} instead of ${bounds.filter(Boolean).join(' and ')}`;
}
