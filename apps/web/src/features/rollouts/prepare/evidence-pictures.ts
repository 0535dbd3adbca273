import type { GuardrailName, Rollout, RolloutEvidence, RolloutLook } from '@slipway/contracts';
import { lookOf } from '../../../components/charts/prepare/series-look.js';
import {
  prepareTimeSeries,
  type TimeMark,
  type TimeSeriesInput,
  type TimeSeriesPicture,
  type ValueAxis,
} from '../../../components/charts/prepare/time-series.js';
import { formatCompact, formatNumber, formatPercent, formatWeight } from '../../../lib/format.js';
import { wilsonInterval } from '../../../lib/wilson-interval.js';
import { actWords } from './rollout-words.js';

/** EvidencePictures are a rollout's charts on one time axis. Evidence is drawn as its logarithm to base 10: see `evidenceAt`. */
export interface EvidencePictures {
  harm: TimeSeriesPicture;
  safe: TimeSeriesPicture;
  rates: TimeSeriesPicture;
  weights: TimeSeriesPicture;
}

const LOWEST = -3;
const HIGHEST = 6;
const logAxis: ValueAxis = { from: LOWEST, to: HIGHEST, ticks: [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6] };
const SHORTEST_MS = 10_000;

/** logOf places an e-value on the axis: 1 is 0, 1000 is 3; beyond .001 and a million it stays at the edge. */
export const logOf = (e: number): number => Math.min(HIGHEST, Math.max(LOWEST, Math.log10(Math.max(e, 1e-12))));

/** evidenceAt writes a place on the axis as the e-value it stands for. */
export function evidenceAt(log: number): string {
  if (log >= HIGHEST) return '1M+';
  return log >= 0 ? formatCompact(10 ** log) : formatNumber(10 ** log, 3);
}

/** evidenceWords write an e-value; beyond a million nobody reads the digits. */
export const evidenceWords = (e: number): string => (e > 10 ** HIGHEST ? '1M+' : formatCompact(e));

/** evidencePictures lays out a guardrail's evidence of harm and of safety, both versions' error rates and the shares; looks lie closer together at the start. */
export function evidencePictures(
  rollout: Rollout,
  { looks, decisions }: RolloutEvidence,
  now: number,
  guardrail: GuardrailName = 'errors',
): EvidencePictures {
  const from = Date.parse(rollout.startedAt);
  const to = Math.max(from + SHORTEST_MS, rollout.endedAt === null ? now : Date.parse(rollout.endedAt));
  const marks: TimeMark[] = decisions
    .filter(({ act }) => act !== 'start' && act !== 'hold')
    .map(({ at, act }) => ({ at: Math.min(to, Date.parse(at)), label: actWords[act].toLowerCase() }));
  const frame = { from, to, marks };
  const [stable, candidate] = [`v${rollout.fromVersion}`, `v${rollout.toVersion}`];
  return {
    harm: evidence(looks, guardrail, 'harmE', { ...frame, what: `Evidence that ${candidate} is worse` }),
    safe: evidence(looks, guardrail, 'safeE', { ...frame, what: `Evidence that ${candidate} is safe` }),
    rates: prepareTimeSeries({
      ...frame,
      series: [
        {
          key: 'stable',
          label: stable,
          look: lookOf('stable'),
          points: looks.map(({ at, stableRate }) => ({ at: Date.parse(at), value: stableRate })),
        },
        { key: 'candidate', label: candidate, look: lookOf('candidate'), points: looks.map(candidatePoint) },
      ],
      what: 'Errors since the start',
      format: (share) => formatPercent(share),
    }),
    weights: prepareTimeSeries({
      ...frame,
      series: [
        weightLine('wantedBp', 'wanted', rollout, looks),
        weightLine('seenBp', 'seen at every gateway', rollout, looks),
      ],
      what: `Share of ${candidate}`,
      format: (bp) => formatWeight(bp),
      axis: { from: 0, to: 10_000, ticks: [0, 2_500, 5_000, 7_500, 10_000] },
    }),
  };
}

interface Frame {
  from: number;
  to: number;
  marks: readonly TimeMark[];
  what: string;
}

/** A look keeps the errors' evidence by itself, and every guardrail's beside it. */
function evidenceOf(look: RolloutLook, guardrail: GuardrailName, key: 'harmE' | 'safeE'): number | null {
  const own = look.guardrails.find(({ name }) => name === guardrail)?.[key];
  return own ?? (guardrail === 'errors' ? look[key] : null);
}

function evidence(
  looks: readonly RolloutLook[],
  guardrail: GuardrailName,
  key: 'harmE' | 'safeE',
  frame: Frame,
): TimeSeriesPicture {
  const found = looks.map((look) => ({ look, e: evidenceOf(look, guardrail, key) }));
  const picture = prepareTimeSeries({
    ...frame,
    series: [
      {
        key,
        label: 'evidence',
        look: { ...lookOf(key === 'harmE' ? 'candidate' : 'stable'), dots: false },
        points: found.map(({ look, e }) => ({ at: Date.parse(look.at), value: e === null ? null : logOf(e) })),
      },
    ],
    format: evidenceAt,
    axis: logAxis,
  });
  const columns = ['Time', key === 'harmE' ? 'e-value of harm' : 'e-value of safety', 'candidate units'];
  const rows = found.flatMap(({ look, e }) => (e === null ? [] : [[look.at, e, look.candidateUnits]]));
  return { ...picture, table: { columns, rows } };
}

function candidatePoint({ at, candidateRate, candidateUnits }: RolloutLook): TimeSeriesInput['points'][number] {
  return {
    at: Date.parse(at),
    value: candidateRate,
    band: candidateRate === null || candidateUnits === 0 ? null : wilsonInterval(candidateRate, candidateUnits),
  };
}

function weightLine(
  key: 'wantedBp' | 'seenBp',
  label: string,
  rollout: Rollout,
  looks: readonly RolloutLook[],
): TimeSeriesInput {
  const { endedAt, wantedBp, seenBp } = rollout;
  const end = endedAt === null ? [] : [{ at: endedAt, wantedBp, seenBp }];
  return {
    key,
    label,
    look: { ...lookOf('candidate', key === 'seenBp' ? '5 4' : undefined), dots: false },
    steps: true,
    points: [...looks, ...end].map((each) => ({ at: Date.parse(each.at), value: each[key] })),
  };
}
