import { sliceName, type Evaluation, type MeasuredMetric, type VersionCard } from '@slipway/contracts';
import { markdownTable, plainMarkdown } from '../kernel/markdown.js';

type CardSection = VersionCard['sections'][number];

const WORST_SLICES = 10;
/** Below so many rows an interval says little, and the card says so. */
const FEW_ROWS = 500;

/**
 * cardFacts is what evaluations add to a version's card: what was measured on each dataset, where the version is worse than elsewhere, and what
 * limits that knowledge. `evaluations` are finished ones, newest first; of a dataset only the newest counts.
 */
export function cardFacts(evaluations: readonly Evaluation[]): CardSection[] {
  const newest = evaluations.filter(
    ({ dataset }, index) => evaluations.findIndex((each) => each.dataset === dataset) === index,
  );
  return [
    section('evaluations', 'Evaluation', newest.map(measured).join('\n\n') || 'Not evaluated by Slipway.'),
    section('slices', 'Results by group', newest.map(bySlice).filter(Boolean).join('\n\n') || 'Not measured by group.'),
    section('known-limits', 'Measured limitations', limits(newest)),
  ];
}

const section = (id: string, title: string, markdown: string): CardSection => ({ id, title, from: 'facts', markdown });

const nameOf = ({ dataset, datasetVersion, rows }: Evaluation): string =>
  `**${plainMarkdown(dataset)} v${datasetVersion}** (${rows ?? 0} rows)`;

function measured(evaluation: Evaluation): string {
  const { metrics, gates, champion, target, finishedAt } = evaluation;
  const passed = gates.filter(({ outcome }) => outcome === 'passed').length;
  const against = new Map(champion?.comparisons.map((each) => [each.metric, each]));
  const rows = metrics.map((metric) => {
    const other = against.get(metric.name);
    const change = other === undefined ? '' : `${number(other.change)} [${number(other.low)}, ${number(other.high)}]`;
    return [metric.name, number(metric.value), intervalOf(metric), ...(champion === null ? [] : [change])];
  });
  const gated = gates.length === 0 ? 'no gates' : `${passed} of ${gates.length} gates passed`;
  const head = ['metric', 'value', '95 %', ...(champion === null ? [] : [`change to v${champion.version}`])];
  return `${nameOf(evaluation)}, target ${plainMarkdown(target)}, ${gated}, ${finishedAt?.slice(0, 10) ?? ''}\n\n${markdownTable(head, rows)}`;
}

function bySlice(evaluation: Evaluation): string {
  const { slices } = evaluation;
  if (slices.length === 0) return '';
  const shown = worstFirst(slices).slice(0, WORST_SLICES);
  const rows = shown.map((slice) => {
    const { rows: count, metrics, verdict } = slice;
    const [first] = metrics;
    return [sliceName(slice), String(count), first ? `${first.name} ${number(first.value)}` : '', words[verdict]];
  });
  const rest = slices.length - shown.length;
  const more = rest > 0 ? `\n\n${rest} more groups were measured.` : '';
  return `${nameOf(evaluation)}, worst first\n\n${markdownTable(['group', 'rows', 'metric', 'against all others'], rows)}${more}`;
}

const words: Readonly<Record<Evaluation['slices'][number]['verdict'], string>> = {
  worse: 'worse',
  better: 'better',
  like_rest: 'no difference shown',
  too_few: 'too few rows',
};

const worstFirst = (slices: Evaluation['slices']): Evaluation['slices'] =>
  slices.toSorted((left, right) => (right.lossChange ?? -Infinity) - (left.lossChange ?? -Infinity));

function limits(evaluations: readonly Evaluation[]): string {
  const found = evaluations.flatMap((evaluation) => {
    const { gates, slices, skipped, rows } = evaluation;
    const on = `on ${plainMarkdown(evaluation.dataset)}`;
    const failed = gates.filter(({ outcome }) => outcome === 'failed' || outcome === 'not_measured');
    const worse = slices.filter(({ verdict }) => verdict === 'worse');
    const few = slices.filter(({ verdict }) => verdict === 'too_few').length;
    const lost = skipped.noTarget + skipped.noPrediction;
    return [
      ...failed.map(
        ({ metric, op, threshold, compare }) =>
          plainMarkdown(`does not pass ${metric} ${op} ${threshold}${compare === 'value' ? '' : ' of the champion'} `) +
          on,
      ),
      ...worse.map((slice) => `${plainMarkdown(`is worse where ${sliceName(slice)}`)}, ${on}`),
      ...(few > 0 ? [`${few} groups ${on} have too few rows to tell`] : []),
      ...(lost > 0 ? [`${lost} rows ${on} could not be measured`] : []),
      ...((rows ?? 0) < FEW_ROWS ? [`only ${rows ?? 0} rows ${on}: intervals are wide`] : []),
    ];
  });
  if (evaluations.length === 0) return 'Unknown: the version was not evaluated.';
  return found.length === 0 ? 'None was found by the evaluations above.' : found.map((each) => `- ${each}`).join('\n');
}

const number = (value: number): string => String(Number(value.toPrecision(4)));

const intervalOf = ({ low, high }: MeasuredMetric): string =>
  low === null || high === null ? '' : `[${number(low)}, ${number(high)}]`;
