import type { CheckReading, RolloutCheck, RolloutObservation } from '@slipway/contracts';
import type { Decision } from './decide.js';

/** Checked is what checks look at of an observation. */
type Checked = Pick<RolloutObservation, 'at' | 'stepStartedAt' | 'policy' | 'checks'>;
type Readings = Pick<Checked, 'policy' | 'checks'>;

/**
 * heldByChecks lets plain thresholds have their say after the evidence: one that was out of its range often enough rolls back or pauses, whatever the
 * evidence shows, and nothing goes on while one is out of its range or not known. Harm that was shown goes first.
 */
export function heldByChecks(decision: Decision, { at, stepStartedAt, ...readings }: Checked): Decision {
  if (decision.act === 'roll_back') return decision;
  const breach = breachOf(readings);
  if (breach !== null) return breach;
  if (decision.act === 'hold' || decision.act === 'pause') return decision;
  const doubt = checkDoubt(readings);
  if (doubt === null) return decision;
  const why = `${doubt}; all else would let it go on: ${decision.why}`;
  const now = new Date(at);
  const heldSeconds = (now.getTime() - new Date(stepStartedAt).getTime()) / 1_000;
  return heldSeconds > readings.policy.maxHoldSeconds
    ? { act: 'pause', why: `${why}; a person decides` }
    : { act: 'hold', lookAgainAt: new Date(now.getTime() + 1_000), why };
}

/** breachOf is what a check asks for that was out of its range often enough; null without one. */
export function breachOf(readings: Readings): { act: RolloutCheck['onBreach']; why: string } | null {
  const breached = readOf(readings).filter(({ check, reading }) => (reading?.failuresInRow ?? 0) >= check.failureLimit);
  const worst = breached.find(({ check }) => check.onBreach === 'roll_back') ?? breached[0];
  if (worst === undefined) return null;
  const { check, reading } = worst;
  return { act: check.onBreach, why: `${outOfRange(check, reading)}, ${reading?.failuresInRow} times in a row` };
}

/** checkDoubt says which check is out of its range or not known; null while all are in theirs. */
export function checkDoubt(readings: Readings): string | null {
  const doubtful = readOf(readings).find(({ reading }) => reading?.state !== 'ok');
  return doubtful === undefined ? null : outOfRange(doubtful.check, doubtful.reading);
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

const readOf = ({ policy, checks }: Readings) =>
  policy.checks.map((check) => ({ check, reading: checks.find(({ name }) => name === check.name) }));

function outOfRange({ name, min, max }: RolloutCheck, reading: CheckReading | undefined): string {
  if (reading === undefined) return `${name} was not read yet`;
  if (reading.value === null) return `${name} is not known: ${reading.detail}`;
  const bounds = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`];
  return `${name} is ${Number(reading.value.toPrecision(4))} instead of ${bounds.filter(Boolean).join(' and ')}`;
}
