import type { ChangeCause, FeatureDrift, NewCategories, WindowExplanation } from '@slipway/contracts';
import { cellLocator, unseenShare, type Profile } from '@slipway/stats';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { began, bucketsOf, resolutionOf } from './began.js';
import type { LoggedPrediction, Resolution, TimedBucket } from './causes.repository.js';
import { badMeasure, changeMeasure, meanOf, type ChangeMeasure } from './change-measure.js';
import type { WatchedFeature } from './compare-window.js';
import { explainErrors } from './explain-errors.js';
import { EXPLAINED_ROWS, LEAST_EXPLAINED, type ExplainedRun, type Explaining } from './explaining.js';
import { SEASON_WEEKS, weeksBefore, type Watch } from './judge-window.js';
import type { BaselineRow } from './monitoring.repository.js';
import { referenceRows } from './reference-rows.js';
import { rankSlices, type MeasuredRow } from './rank-slices.js';
import { isPredicted, watchedParts } from './watched-parts.js';
import type { TimeWindow } from './window.js';

type Row = Readonly<Record<string, unknown>>;

const CAUSES = 3;
const NEW_FEATURES = 10;
const NEW_VALUES = 10;
/**
 * explainWindow says why a window is as it is. For the features that changed most (three at most): when it began, by the cells of the calm
 * windows before and of this one; and from which rows it comes, by logged rows of the window against rows of the reference. Besides, the new
 * categories by name. A monitor of performance asks the same of its errors.
 */
export async function explainWindow(
  parts: Explaining,
  watch: Watch,
  baseline: BaselineRow | null,
  run: ExplainedRun,
  now: Date,
  actor: Actor,
): Promise<WindowExplanation> {
  if (watch.kind === 'performance')
    return { explainedAt: now.toISOString(), ...(await explainErrors(parts, watch, run)) };
  if (baseline === null) throw new SlipwayError('conflict', 'Nothing was predicted in this window.');
  const watched = await parts.judge.compared(watch, baseline, run.window, parts.slices.reading(actor));
  const subjects = subjectsOf(run.features);
  const { reference, current, notes } = await comparedRows(parts, watch, baseline, run, subjects, actor);
  const causes: ChangeCause[] = [];
  for (const subject of subjects) {
    const one = watched.find(({ feature }) => feature === subject);
    const measure = one && (watch.kind === 'quality' ? badMeasure(one) : changeMeasure(one));
    if (one === undefined || measure === undefined || measure === null) continue;
    const slices = rankSlices(
      measured(reference, one, measure),
      measured(current, one, measure),
      baseline.profiles,
      one.feature,
    );
    causes.push({ ...(await beginning(parts, watch, baseline, run, one, measure)), slices });
  }
  if (subjects.length === 0) notes.push('No feature of this window changed beyond chance.');
  return {
    explainedAt: now.toISOString(),
    referenceRows: reference.length,
    currentRows: current.length,
    causes,
    newCategories: await newCategories(parts, watch, watched, run.window),
    notes,
  };
}

/** What alarmed; where nothing did, what changed for certain. */
function subjectsOf(features: readonly FeatureDrift[]): string[] {
  const of = (verdict: FeatureDrift['verdict']) =>
    features.filter((one) => one.verdict === verdict).sort((a, b) => (b.effectLow ?? 0) - (a.effectLow ?? 0));
  const changed = [of('drift'), of('small')].find((some) => some.length > 0) ?? [];
  return changed.slice(0, CAUSES).map(({ feature }) => feature);
}

async function beginning(
  parts: Explaining,
  watch: Watch,
  baseline: BaselineRow,
  { window, size, calm }: ExplainedRun,
  { feature, profile, current }: WatchedFeature,
  measure: ChangeMeasure,
): Promise<Omit<ChangeCause, 'slices'>> {
  const resolution = resolutionOf(size);
  const from = new Date(Math.min(window.from.getTime(), ...calm.map((one) => one.from.getTime())));
  const of = { endpointId: watch.endpointId, baselineId: baseline.id, feature };
  const span = { from, to: window.to };
  const buckets =
    watch.slice === null
      ? await parts.causes.moments(of, measure, span, resolution)
      : await loggedMoments(parts, watch, { feature, profile, current }, measure, span, resolution);
  const [before, now] = [meanOf(measure, profile.counts), meanOf(measure, current)];
  return {
    subject: feature,
    measure: measure.measure,
    reference: before,
    current: now,
    ...began(buckets, before, now),
    resolution,
  };
}

/** Cells count all rows together, so what happened in a slice is told by its logged rows. */
async function loggedMoments(
  { causes }: Explaining,
  watch: Watch,
  one: WatchedFeature,
  measure: ChangeMeasure,
  span: TimeWindow,
  resolution: Resolution,
): Promise<TimedBucket[]> {
  const rows = (await causes.logged(watch, [span], EXPLAINED_ROWS)).map(withPrediction);
  return bucketsOf(measured(rows, one, measure), resolution);
}

const withPrediction = ({ at, inputs, output }: LoggedPrediction): { at: Date; inputs: Row } => ({
  at,
  inputs: { ...inputs, ...watchedParts(output) },
});

const seasonBefore = (window: TimeWindow): TimeWindow[] =>
  Array.from({ length: SEASON_WEEKS }, (_, week) => weeksBefore(window, week + 1));

interface ComparedRows {
  reference: { inputs: Row }[];
  current: { inputs: Row }[];
  notes: string[];
}

/** Rows by feature, the prediction among them where it is asked for. */
async function comparedRows(
  parts: Explaining,
  watch: Watch,
  baseline: BaselineRow,
  { window }: ExplainedRun,
  subjects: readonly string[],
  actor: Actor,
): Promise<ComparedRows> {
  const logged = async (windows: readonly TimeWindow[]): Promise<{ inputs: Row }[]> =>
    (await parts.causes.logged(watch, windows, EXPLAINED_ROWS)).map(withPrediction);
  const current = await logged([window]);
  if (current.length < LEAST_EXPLAINED)
    return {
      reference: [],
      current,
      notes: [`Slices need ${LEAST_EXPLAINED} logged rows of this window: ${current.length} are there.`],
    };
  if (watch.reference === 'same_time_of_week')
    return { reference: await logged(seasonBefore(window)), current, notes: [] };
  try {
    const wanted = { slice: watch.slice, limit: EXPLAINED_ROWS, isScored: subjects.some(isPredicted) };
    const rows = await referenceRows(parts, baseline, wanted, actor);
    return { reference: rows.map((inputs) => ({ inputs })), current, notes: [] };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const why = `The rows of ${baseline.dataset} v${baseline.datasetVersion} cannot be read, so slices are not compared: ${error.message}`;
    return { reference: [], current, notes: [why] };
  }
}

/** Whether rows have what changed; rows whose value the measure does not count are left out. */
function measured<Measured extends { inputs: Row }>(
  rows: readonly Measured[],
  { feature, profile }: WatchedFeature,
  measure: ChangeMeasure,
): (Measured & MeasuredRow)[] {
  const locate = cellLocator(profile);
  return rows
    .map((row) => ({ row, cell: locate(row.inputs[feature]) }))
    .filter(({ cell }) => cell < measure.counted)
    .map(({ row, cell }) => ({ ...row, value: Number(measure.cells.has(cell)) }));
}

async function newCategories(
  { causes }: Explaining,
  watch: Watch,
  watched: readonly WatchedFeature[],
  window: TimeWindow,
): Promise<NewCategories[]> {
  const unseen = watched
    .filter(({ feature, profile }) => profile.kind === 'categorical' && !isPredicted(feature))
    .map(({ feature, profile, current }) => ({
      feature,
      profile: profile as CategoricalProfile,
      rows: unseenRows(profile, current),
    }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows)
    .slice(0, NEW_FEATURES);
  return Promise.all(
    unseen.map(async ({ feature, profile, rows }) => ({
      feature,
      rows,
      values: await causes.newValues(watch, window, feature, profile.categories, NEW_VALUES),
    })),
  );
}

type CategoricalProfile = Extract<Profile, { kind: 'categorical' }>;

const unseenRows = (profile: Profile, current: readonly number[]): number =>
  Math.round(unseenShare(profile, current) * current.reduce((sum, count) => sum + count, 0));
