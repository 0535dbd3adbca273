import type {
  ComparedWindow,
  endpointTable,
  FeatureComparison,
  FeatureDrift,
  JobAccepted,
  MonitorKind,
  MonitorMetric,
  ParamsOf,
  PerformanceMetric,
  QueryOf,
  RootCause,
  WindowComparison,
  WindowExplanation,
  WindowSize,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import type { WatchedFeature } from './compare-window.js';
import { driftCosts } from './drift-costs.js';
import { explainWindow } from './explain-window.js';
import type { Explaining } from './explaining.js';
import { explainWindowJob } from './monitoring.jobs.js';
import { compareCounts } from './judge-window.js';
import type { MonitoringRepository, MonitorRow, RunRow } from './monitoring.repository.js';
import { comparisonOf } from './monitoring-views.js';
import { keptFrom } from './roll-up-cells.js';
import { comparesFeatures, isExplained, isOfLog } from './monitor-kinds.js';
import { watchOf } from './run-monitor.js';
import { windowCount } from './window.js';

type Table = typeof endpointTable;

/** So many windows before an alarm tell when it began. */
const CALM_WINDOWS = 8;
const LOOKED_AT = 200;

/** CausesService says why windows are as they are: two of them side by side, the causes of one, and what its changes cost. */
export class CausesService {
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly repository: MonitoringRepository,
    private readonly parts: Explaining,
  ) {
    this.jobs = new JobsService(kit.db);
  }

  /** getRootCause returns what is known about why a window is as it is. */
  async getRootCause(actor: Actor, { params }: { params: ParamsOf<Table['getRootCause']> }): Promise<RootCause> {
    const { monitor, run } = await this.require(actor, params);
    const costs = await this.costs(monitor);
    return { explanation: run.explanation as unknown as WindowExplanation | null, costs };
  }

  /** explainWindow starts the search for a window's causes. */
  async explainWindow(actor: Actor, { params }: { params: ParamsOf<Table['explainWindow']> }): Promise<JobAccepted> {
    const { monitor, run } = await this.require(actor, params);
    if (run.rows === 0)
      throw new SlipwayError('conflict', 'Nothing was predicted in this window, so there is nothing to explain.');
    if (!isExplained(monitor.kind))
      throw new SlipwayError(
        'conflict',
        `The verdict of a monitor of ${monitor.kind} says all that is known about a window.`,
      );
    if (monitor.kind !== 'performance') await this.requireKept(monitor, [run]);
    const id = await this.kit.db.transaction((tx) =>
      enqueue(
        tx,
        actor,
        explainWindowJob,
        { monitorId: monitor.id, runId: run.id },
        { subject: monitor.name, key: `explain:${run.id}` },
      ),
    );
    return { job: await this.jobs.get(actor, id) };
  }

  /** runExplain is the job; a window that was judged anew meanwhile is left to its own job. */
  async runExplain(
    { monitorId, runId }: PayloadOf<typeof explainWindowJob>,
    context: JobContext,
  ): Promise<{ causes: number }> {
    const monitor = await this.repository.byId(monitorId);
    const run = monitor && (await this.repository.run(monitorId, runId));
    if (monitor === null || run === null) return { causes: 0 };
    const baseline = run.baselineId === null ? null : await this.repository.baseline(run.baselineId);
    const before = await this.repository.runs(monitorId, { limit: LOOKED_AT, before: run.windowFrom });
    const calm = before.filter((one) => one.state === 'ok' && one.baselineId === run.baselineId).slice(0, CALM_WINDOWS);
    const explained = {
      window: windowOf(run),
      size: monitor.window as WindowSize,
      features: run.features as unknown as FeatureDrift[],
      calm: calm.map(windowOf),
    };
    const explanation = await explainWindow(
      this.parts,
      watchOf(monitor),
      baseline,
      explained,
      this.kit.clock.now(),
      context.actor,
    );
    await context.commit((tx) => this.repository.explain(tx, runId, explanation));
    return { causes: explanation.causes.length };
  }

  /** compareWindows puts a window beside another one of the same monitor, or beside its reference. */
  async compareWindows(
    actor: Actor,
    { params, query }: { params: ParamsOf<Table['compareWindows']>; query: QueryOf<Table['compareWindows']> },
  ): Promise<WindowComparison> {
    const { monitor, run, other } = await this.require(actor, { ...params, ...query });
    const metrics = metricPairs(run, other);
    const sides = { reference: sideOf(monitor, other), current: sideOf(monitor, run), metrics };
    if (!comparesFeatures(monitor.kind))
      return {
        ...sides,
        sentence: other === null ? run.sentence : `${other.sentence} Then: ${run.sentence}`,
        features: [],
      };
    const watched = await this.watched(actor, monitor, run, other);
    const referenceRows = watched[0]?.profile.counts.reduce((sum, count) => sum + count, 0) ?? 0;
    const reference = other === null ? { ...sides.reference, rows: referenceRows } : sides.reference;
    const { sentence, features } = compareCounts(monitor.kind as MonitorKind, watched, run.rows, monitor);
    return { ...sides, reference, sentence, features };
  }

  /** compareFeature returns histogram and ECDF of one feature in one window, against its reference or another window. */
  async compareFeature(
    actor: Actor,
    { params, query }: { params: ParamsOf<Table['compareFeature']>; query: QueryOf<Table['compareFeature']> },
  ): Promise<FeatureComparison> {
    const { monitor, run, other } = await this.require(actor, { ...params, ...query });
    const watched = await this.watched(actor, monitor, run, other);
    const feature = watched.find((one) => one.feature === params.feature);
    if (feature === undefined) throw notFound('feature', params.feature);
    const features =
      other === null
        ? (run.features as unknown as FeatureDrift[])
        : compareCounts(monitor.kind as MonitorKind, watched, run.rows, monitor).features;
    const drift = features.find((one) => one.feature === params.feature);
    if (drift === undefined) throw notFound('comparison of', params.feature);
    return comparisonOf(feature, drift, monitor, run);
  }

  private async require(
    actor: Actor,
    { name, runId, against }: { name: string; runId: string; against?: string | undefined },
  ): Promise<{ monitor: MonitorRow; run: RunRow; other: RunRow | null }> {
    const monitor = await this.repository.find(actor.workspaceId, name);
    if (monitor === null) throw notFound('monitor', name);
    const run = await this.repository.run(monitor.id, runId);
    if (run === null) throw notFound('window of', name);
    const other = against === undefined ? null : await this.repository.run(monitor.id, against);
    if (against !== undefined && other === null) throw notFound('window of', name);
    return { monitor, run, other };
  }

  /** The counts of a window on the cells of its baseline, with those of the other window in the place of the reference's. */
  private async watched(
    actor: Actor,
    monitor: MonitorRow,
    run: RunRow,
    other: RunRow | null,
  ): Promise<WatchedFeature[]> {
    const baseline = run.baselineId === null ? null : await this.repository.baseline(run.baselineId);
    if (baseline === null)
      throw new SlipwayError('conflict', 'Nothing was predicted in this window, so there is nothing to compare.');
    await this.requireKept(monitor, [run, ...(other === null ? [] : [other])]);
    if (other !== null && other.baselineId !== run.baselineId)
      throw new SlipwayError(
        'conflict',
        'The two windows were counted on the cells of different baselines, because another version served then: compare windows of one version.',
      );
    const watch = watchOf(monitor);
    const reference = this.parts.slices.awaiting(actor);
    const countsOf = (one: RunRow, asked: typeof watch) =>
      this.parts.judge.compared(asked, baseline, windowOf(one), reference);
    const [watched, before] = await Promise.all([
      countsOf(run, watch),
      other === null ? null : countsOf(other, { ...watch, reference: 'baseline' }),
    ]);
    if (watched.every(({ current }) => current.every((count) => count === 0)))
      throw new SlipwayError(
        'conflict',
        'The log no longer holds the rows of this window: its verdict is kept, its distribution is not.',
      );
    if (before === null) return watched;
    return watched.map((one, i) => ({ ...one, profile: { ...one.profile, counts: [...before[i]!.current] } }));
  }

  private async requireKept(monitor: MonitorRow, runs: readonly RunRow[]): Promise<void> {
    if (isOfLog(monitor)) return;
    const span = await this.repository.watermark(monitor.endpointId);
    const from = span === null ? null : keptFrom(monitor.window as WindowSize, span.lastAt);
    if (from === null || runs.every(({ windowFrom }) => windowFrom >= from)) return;
    throw new SlipwayError(
      'conflict',
      `What was counted by ${monitor.window} before ${from.toISOString()} is merged into longer stretches: the verdict of that window is kept, its distribution is not.`,
    );
  }

  /** Other monitors of the endpoint measure, in windows of the same length, what its predictions were worth. */
  private async costs(monitor: MonitorRow): Promise<RootCause['costs']> {
    if (monitor.kind !== 'drift') return [];
    const drifted = (await this.repository.runs(monitor.id, { limit: LOOKED_AT })).map((run) => ({
      from: run.windowFrom.getTime(),
      features: run.features as unknown as FeatureDrift[],
    }));
    const others = await this.repository.performanceMonitors(monitor);
    const costs = others.map(async (other) => {
      const runs = await this.repository.runs(other.id, { limit: LOOKED_AT });
      const measured = runs.map((run) => ({ from: run.windowFrom.getTime(), metrics: metricsIn(run) }));
      return driftCosts(drifted, measured, other.name, other.metric as PerformanceMetric);
    });
    return (await Promise.all(costs)).flat();
  }
}

const windowOf = ({ windowFrom: from, windowTo: to }: RunRow): { from: Date; to: Date } => ({ from, to });
const metricsIn = (run: RunRow): MonitorMetric[] => run.metrics as unknown as MonitorMetric[];

function sideOf({ window }: MonitorRow, run: RunRow | null): ComparedWindow {
  if (run === null) return { runId: null, from: null, to: null, windows: 0, rows: 0 };
  const { id: runId, windowFrom, windowTo, rows } = run;
  const windows = windowCount(window as WindowSize, windowOf(run));
  return { runId, from: windowFrom.toISOString(), to: windowTo.toISOString(), windows, rows };
}

function metricPairs(run: RunRow, other: RunRow | null): WindowComparison['metrics'] {
  const [reference, current] = [other === null ? [] : metricsIn(other), metricsIn(run)];
  const names = [...new Set([...reference, ...current].map(({ name }) => name))];
  const find = (all: readonly MonitorMetric[], wanted: string) => all.find(({ name }) => name === wanted) ?? null;
  return names.map((name) => ({ name, reference: find(reference, name), current: find(current, name) }));
}
