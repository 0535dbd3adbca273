import type {
  BodyOf,
  endpointTable,
  Heatmap,
  JobAccepted,
  Monitor,
  MonitorChange,
  MonitorPreview,
  MonitorRun,
  Page,
  ParamsOf,
  QueryOf,
} from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { dropSchedule, enqueue, putSchedule } from '../kernel/jobs/enqueue.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { RegistryService } from '../registry/index.js';
import { stableOf, type ServingService } from '../serving/index.js';
import { alarmsOf } from './alarm-state.js';
import { ArrivalsRepository } from './arrivals.repository.js';
import { BaselinesService } from './baselines.service.js';
import { CausesRepository } from './causes.repository.js';
import { CausesService } from './causes.service.js';
import { FeedbackRepository } from './feedback.repository.js';
import { LateWindowsRepository } from './late-windows.repository.js';
import { MetricValuesRepository } from './metric-values.repository.js';
import { FeedbackService } from './feedback.service.js';
import { needsBaseline } from './monitor-kinds.js';
import { readSliceJob, runMonitorJob, runMonitorNowJob } from './monitoring.jobs.js';
import { MonitoringRepository, type MonitorRow } from './monitoring.repository.js';
import { heatmapOf, monitorView, runView } from './monitoring-views.js';
import { WindowJudge, type Readings } from './judge-window.js';
import { closedSpan, runMonitor, type Parts } from './run-monitor.js';
import { removeOldOutcomes } from './remove-old-outcomes.js';
import { rollUpCells } from './roll-up-cells.js';
import { SliceReferences } from './slice-references.js';
import { lastClosedWindows } from './window.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };
interface Deps {
  artifacts: ArtifactsService;
  datasets: DatasetsService;
  registry: RegistryService;
  serving: ServingService;
}

const DAY_MS = 86_400_000;
const PREVIEWED_WINDOWS = 30;
const scheduleKey = (monitorId: string): string => `monitor:${monitorId}`;

/** MonitoringService watches endpoints. */
export class MonitoringService {
  private readonly repository: MonitoringRepository;
  /** baselines builds what monitors compare with. */
  readonly baselines: BaselinesService;
  /** feedback takes outcomes and hands them out. */
  readonly feedback: FeedbackService;
  /** causes says why windows are as they are. */
  readonly causes: CausesService;
  private readonly jobs: JobsService;
  private readonly parts: Parts;

  constructor(
    private readonly kit: Kit,
    private readonly deps: Deps,
  ) {
    this.repository = new MonitoringRepository(kit.db);
    const outcomes = new FeedbackRepository(kit.db);
    this.feedback = new FeedbackService(kit, deps, outcomes, new MetricValuesRepository(kit.db));
    this.jobs = new JobsService(kit.db);
    const causes = new CausesRepository(kit.db);
    this.baselines = new BaselinesService(kit, this.repository, { ...deps, log: causes });
    const judge = new WindowJudge(this.repository, outcomes, causes);
    const slices = new SliceReferences(kit, this.repository, deps);
    const arrivals = new ArrivalsRepository(kit.db);
    const late = new LateWindowsRepository(kit.db);
    this.parts = { kit, repository: this.repository, judge, slices, arrivals, late };
    this.causes = new CausesService(kit, this.repository, { ...deps, judge, causes, slices });
  }

  /** listMonitors pages through monitors by name. */
  async listMonitors(actor: Actor, { query }: { query: QueryOf<Table['listMonitors']> }): Promise<Page<Monitor>> {
    const after = decodeCursor(query.cursor)?.[0];
    const endpointId =
      query.endpoint === undefined ? undefined : (await this.deps.serving.requireEndpoint(actor, query.endpoint)).id;
    const rows = await this.repository.list(actor.workspaceId, {
      limit: query.limit,
      ...(query.q && { q: query.q }),
      ...(endpointId && { endpointId }),
      ...(after !== undefined && { after: String(after) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [nameKey(row.name)]);
    return { items: await Promise.all(items.map((row) => this.view(row))), nextCursor };
  }

  /** createMonitor watches an endpoint; its stable version needs a baseline first. */
  async createMonitor(actor: Actor, { body }: { body: BodyOf<Table['createMonitor']> }): Promise<Monitor> {
    const { endpoint: endpointName, ...limits } = body;
    const endpoint = await this.requireWatchable(actor, body);
    const id = uuidv7();
    try {
      await this.kit.db.transaction(async (tx) => {
        await this.repository.create(tx, {
          id,
          workspaceId: actor.workspaceId,
          endpointId: endpoint.id,
          ...limits,
        });
        await putSchedule(
          tx,
          { key: scheduleKey(id), workspaceId: actor.workspaceId, everySeconds: body.everySeconds, enabled: true },
          runMonitorJob,
          { monitorId: id },
        );
        await appendEvent(tx, actor, {
          kind: 'monitoring.monitor_created',
          subjectKind: 'monitor',
          subjectName: body.name,
          endpoint: endpointName,
          after: body,
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError('already_exists', `A monitor named ${body.name} exists already.`, [
          { path: 'name', message: 'taken' },
        ]);
      throw error;
    }
    return this.getMonitor(actor, { params: { name: body.name } });
  }

  /** previewMonitor says what a monitor would have made of the last closed windows; nothing is stored. */
  async previewMonitor(actor: Actor, { body }: { body: BodyOf<Table['previewMonitor']> }): Promise<MonitorPreview> {
    const { id: endpointId } = await this.requireWatchable(actor, body);
    const { metric = null, limit = null, positive = null, slice = null } = body;
    const span = await closedSpan(this.parts, { ...body, endpointId });
    const closed = span && lastClosedWindows(body.window, span, PREVIEWED_WINDOWS);
    const windows: MonitorPreview['windows'] = [];
    const fired = new Set<number>();
    const readings: Readings = {
      slice: this.parts.slices.awaiting(actor),
      arrivals: this.parts.arrivals.readOnce(),
      fired: () => Promise.resolve(fired),
    };
    for (const { from, to } of closed ?? []) {
      const watch = { ...body, endpointId, metric, limit, positive, slice };
      const { rows, verdict } = await this.parts.judge.judge(watch, { from, to }, readings);
      const { state, sentence } = verdict;
      if (state === 'firing') fired.add(from.getTime());
      windows.push({ from: from.toISOString(), to: to.toISOString(), rows, state, sentence });
    }
    return { windows, alarms: alarmsOf(body, closed ?? [], windows) };
  }

  /** getMonitor returns a monitor. */
  async getMonitor(actor: Actor, { params }: Named): Promise<Monitor> {
    return this.view(await this.require(actor, params.name));
  }

  /** updateMonitor turns a monitor on or off, or changes when it alarms; the whole is held to the rules of a new one. */
  async updateMonitor(actor: Actor, { params, body }: Named & { body: MonitorChange }): Promise<Monitor> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.requireLocked(tx, actor, params.name);
      const before = await this.view(row);
      requireFitting(before, body);
      // Windows that could not be measured are looked at again by what makes them measurable.
      const isMeasuredAnew = MEASURED_BY.some((key) => body[key] !== undefined);
      await this.repository.update(tx, row.id, { ...body, ...(isMeasuredAnew && { outcomesReadAt: null }) });
      if (body.enabled === false) {
        await this.repository.update(tx, row.id, { state: 'no_data' });
        await endAlarm(tx, actor, before, 'The monitor was turned off.');
      }
      const { enabled = row.enabled, everySeconds = row.everySeconds } = body;
      await putSchedule(
        tx,
        { key: scheduleKey(row.id), workspaceId: row.workspaceId, everySeconds, enabled },
        runMonitorJob,
        { monitorId: row.id },
      );
      await appendEvent(tx, actor, {
        kind: 'monitoring.monitor_updated',
        subjectKind: 'monitor',
        subjectName: row.name,
        before: Object.fromEntries(Object.keys(body).map((key) => [key, before[key as keyof MonitorChange]])),
        after: body,
      });
    });
    return this.getMonitor(actor, { params });
  }

  /** deleteMonitor removes a monitor with its runs. */
  async deleteMonitor(actor: Actor, { params }: Named): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.requireLocked(tx, actor, params.name);
      await endAlarm(tx, actor, await this.view(row), 'The monitor was deleted.');
      await dropSchedule(tx, scheduleKey(row.id));
      await this.repository.remove(tx, row.id);
      await appendEvent(tx, actor, {
        kind: 'monitoring.monitor_deleted',
        subjectKind: 'monitor',
        subjectName: row.name,
        before: { floor: row.floor, alpha: row.alpha },
      });
    });
  }

  /** runMonitor compares every closed window now. */
  async runMonitor(actor: Actor, { params }: Named): Promise<JobAccepted> {
    const row = await this.require(actor, params.name);
    const id = await this.kit.db.transaction((tx) =>
      enqueue(tx, actor, runMonitorNowJob, { monitorId: row.id }, { subject: row.name, key: `monitor-now:${row.id}` }),
    );
    return { job: await this.jobs.get(actor, id) };
  }

  /** runMonitorJob is the job: compare every closed window that was not compared yet. */
  runMonitorJob({ monitorId }: { monitorId: string }, context: JobContext): Promise<{ compared: number }> {
    return runMonitor(this.parts, monitorId, context);
  }

  /** readSlice is the job: count the rows of a slice in the dataset of a baseline. */
  async readSlice(
    { baselineId, slice }: PayloadOf<typeof readSliceJob>,
    context: JobContext,
  ): Promise<{ rows: number }> {
    const baseline = await this.repository.baseline(baselineId);
    if (baseline === null) throw notFound('baseline', baselineId);
    const { rows } = await this.parts.slices.read(context.actor, baseline, slice);
    return { rows };
  }

  /** listMonitorRuns pages through compared windows, newest first. */
  async listMonitorRuns(
    actor: Actor,
    { params, query }: Named & { query: QueryOf<Table['listMonitorRuns']> },
  ): Promise<Page<MonitorRun>> {
    const monitor = await this.require(actor, params.name);
    const before = decodeCursor(query.cursor)?.[0];
    const rows = await this.repository.runs(monitor.id, {
      limit: query.limit,
      ...(before !== undefined && { before: new Date(String(before)) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.windowFrom.toISOString()]);
    const endpoint = await this.endpointName(monitor);
    return {
      items: await Promise.all(
        items.map(async (row) => runView(row, monitor, endpoint, await this.repository.versionNumber(row.versionId))),
      ),
      nextCursor,
    };
  }

  /** getMonitorRun returns one compared window, however long ago. */
  async getMonitorRun(actor: Actor, { params }: { params: ParamsOf<Table['getMonitorRun']> }): Promise<MonitorRun> {
    const monitor = await this.require(actor, params.name);
    const row = await this.repository.run(monitor.id, params.runId);
    if (row === null) throw notFound('window of', params.name);
    return runView(row, monitor, await this.endpointName(monitor), await this.repository.versionNumber(row.versionId));
  }

  /** getHeatmap returns effect sizes by feature and window. */
  async getHeatmap(actor: Actor, { params, query }: Named & { query: { windows: number } }): Promise<Heatmap> {
    const monitor = await this.require(actor, params.name);
    const rows = await this.repository.runs(monitor.id, { limit: query.windows });
    return heatmapOf(
      rows.slice(0, query.windows).map((row) => runView(row, monitor, '', null)),
      monitor.floor,
    );
  }

  /** rollUpCells merges what was counted long ago, so that what is kept does not grow with time. */
  rollUpCells(): Promise<number> {
    return rollUpCells(this.kit.db);
  }

  /** removeOldOutcomes forgets outcomes whose predictions the log has forgotten. */
  removeOldOutcomes(): Promise<number> {
    return removeOldOutcomes(this.kit);
  }

  /** removeUnusedSlices forgets what was read of slices that were only tried. */
  removeUnusedSlices(): Promise<number> {
    return this.repository.removeUnusedSlices(new Date(this.kit.clock.now().getTime() - DAY_MS));
  }

  /** eventSpan is the range of event times seen at an endpoint, or null. */
  eventSpan(endpointId: string): Promise<{ firstAt: Date; lastAt: Date } | null> {
    return this.repository.watermark(endpointId);
  }

  /** What is compared with a reference needs one; outcomes and counts need none. */
  private async requireWatchable(
    actor: Actor,
    { endpoint: name, kind }: { endpoint: string; kind: Monitor['kind'] },
  ): Promise<{ id: string }> {
    const endpoint = await this.deps.serving.requireEndpoint(actor, name);
    if (!needsBaseline(kind)) return endpoint;
    const stable = stableOf(await this.deps.serving.currentConfig(endpoint));
    if ((await this.repository.baselines(stable.versionId)).length > 0) return endpoint;
    throw new SlipwayError(
      'conflict',
      `v${stable.version} of ${stable.model} has no baseline to compare with: POST /models/${stable.model}/versions/${stable.version}/baselines first.`,
    );
  }

  private async require(actor: Actor, name: string): Promise<MonitorRow> {
    const row = await this.repository.find(actor.workspaceId, name);
    if (row === null) throw notFound('monitor', name);
    return row;
  }

  /** A pass that judges a window meanwhile waits, and finds what was changed. */
  private async requireLocked(tx: Tx, actor: Actor, name: string): Promise<MonitorRow> {
    const row = await this.repository.locked(tx, (await this.require(actor, name)).id);
    if (row === null) throw notFound('monitor', name);
    return row;
  }

  /** requireMonitor returns the id and endpoint of a monitor, or `not_found`. */
  async requireMonitor(actor: Actor, name: string): Promise<{ id: string; endpointId: string }> {
    return this.require(actor, name);
  }

  private async view(row: MonitorRow): Promise<Monitor> {
    return monitorView(row, await this.endpointName(row), await this.repository.nextRunAt(scheduleKey(row.id)));
  }

  private async endpointName({ endpointId }: MonitorRow): Promise<string> {
    return (await this.repository.endpointNames([endpointId])).get(endpointId) ?? '(deleted)';
  }
}

/** What nobody watches any more alarms nobody any more. */
async function endAlarm(tx: Tx, actor: Actor, { name, endpoint, state }: Monitor, why: string): Promise<void> {
  if (state !== 'firing') return;
  await appendEvent(tx, actor, {
    kind: 'monitoring.drift_ended',
    subjectKind: 'monitor',
    subjectName: name,
    endpoint,
    why,
    after: { monitor: name },
  });
}

/** What decides whether a window's outcomes can be measured. */
const MEASURED_BY = ['positive', 'minimumRows', 'fromEstimate'] as const;
const OF_PERFORMANCE = ['limit', 'positive', 'fromEstimate'] as const;

/** A changed monitor must be what a new one may be. */
function requireFitting(before: Monitor, change: MonitorChange): void {
  const strange = before.kind === 'performance' ? undefined : OF_PERFORMANCE.find((key) => change[key] !== undefined);
  const { alarmAfter, alarmOf } = { ...before, ...change };
  const fault =
    strange !== undefined
      ? { path: strange, message: `is for monitors of performance; ${before.name} watches ${before.kind}` }
      : alarmAfter > alarmOf
        ? { path: 'alarmOf', message: 'must be at least alarmAfter' }
        : null;
  if (fault !== null)
    throw new SlipwayError('invalid_request', `The monitor cannot be changed so: ${fault.path} ${fault.message}.`, [
      fault,
    ]);
}
