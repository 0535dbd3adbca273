import type {
  Feature,
  FeatureDrift,
  MonitorMetric,
  MonitorState,
  VersionSchema,
  WindowExplanation,
} from '@slipway/contracts';
import { Prisma } from '@slipway/db';
import { emptyCounts, type Multiplicities, type Profile } from '@slipway/stats';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import { nameKey } from '../kernel/name-key.js';
import { uuidv7 } from '../kernel/uuid.js';
import { ALL_ROWS } from '../serving/index.js';
import type { OutlierCounts } from './check-outliers.js';
import { EACH_CELL } from './each-cell.js';
import { IN_WINDOW, WATCHED, watchedValues, type Watched } from './feedback.repository.js';
import { stretchesOf, type TimeWindow } from './window.js';

/** MonitorRow is a monitor as stored. */
export type MonitorRow = Prisma.MonitorGetPayload<object>;

/** RunRow is one compared window as stored. */
export type RunRow = Prisma.MonitorRunGetPayload<object>;

/** Found is what was measured in a window. */
export interface Found {
  features: FeatureDrift[];
  metrics: MonitorMetric[];
  estimates: MonitorMetric[];
}

/** SliceCounts are rows of a slice, counted on the cells of a baseline, by feature, and how often they repeat each other. */
export interface SliceCounts {
  rows: number;
  counts: Record<string, number[]>;
  multiplicities: Multiplicities;
}

/** BaselineRow is a stored reference profile. */
export interface BaselineRow {
  id: string;
  versionId: string;
  dataset: string;
  datasetVersion: number;
  rows: number;
  profiles: Record<string, Profile>;
  /** Null in baselines that never measured it. */
  importance: Record<string, number> | null;
  createdAt: Date;
}

const baselineOf = (row: Prisma.BaselineGetPayload<object>): BaselineRow => ({
  ...row,
  profiles: row.profiles as unknown as Record<string, Profile>,
  importance: row.importance as Record<string, number> | null,
});

/** So many rows of 1,000 cells take about three seconds to add up; a statement may take 30. */
const READ_AT_ONCE = 10_000;
const LONGEST_READ_MS = 600_000;

const isEmptyRun = ({ state, rows }: RunRow): boolean => state === 'no_data' && rows === 0;

/** MonitoringRepository keeps baselines, monitors, their runs and the counts of windows. */
export class MonitoringRepository {
  constructor(private readonly db: Db) {}

  async addBaseline(tx: Tx, workspaceId: string, baseline: Omit<BaselineRow, 'id' | 'createdAt'>): Promise<string> {
    const id = uuidv7();
    const { profiles, importance } = baseline;
    const data = { id, workspaceId, ...baseline, profiles: toJson(profiles), importance: toJson(importance) };
    await tx.baseline.create({ data });
    return id;
  }

  async baselines(versionId: string): Promise<BaselineRow[]> {
    const rows = await this.db.prisma.baseline.findMany({
      where: { versionId },
      orderBy: { createdAt: 'desc' },
      take: 50,
    });
    return rows.map(baselineOf);
  }

  async baseline(id: string): Promise<BaselineRow | null> {
    const row = await this.db.prisma.baseline.findUnique({ where: { id } });
    return row && baselineOf(row);
  }

  /** sliceCounts are what a slice of a baseline's dataset holds; null when it was not read yet. */
  async sliceCounts(baselineId: string, slice: string): Promise<SliceCounts | null> {
    const row = await this.db.prisma.sliceReference.findUnique({ where: { baselineId_slice: { baselineId, slice } } });
    return row && { ...row, counts: row.counts as Record<string, number[]> };
  }

  /** addSliceCounts keeps them; who reads the same slice at the same time finds the same. */
  async addSliceCounts(baselineId: string, slice: string, found: SliceCounts): Promise<void> {
    const { rows, counts, multiplicities } = found;
    const data = { baselineId, slice, rows, counts: toJson(counts), multiplicities: [...multiplicities] };
    await this.db.prisma.sliceReference.createMany({ data: [data], skipDuplicates: true });
  }

  /** removeUnusedSlices forgets slices that no monitor looks at, a day after they were read, and returns how many. */
  removeUnusedSlices(before: Date): Promise<number> {
    return this.db.prisma.$executeRaw`
      DELETE FROM "SliceReference" r WHERE r."createdAt" < ${before}
        AND NOT EXISTS (SELECT 1 FROM "Monitor" m WHERE m."slice" = r."slice"::jsonb
          OR (r."slice" = ${ALL_ROWS} AND m."slice" IS NULL AND m."kind" = 'duplicates'))`;
  }

  find(workspaceId: string, name: string, tx: Tx = this.db.prisma): Promise<MonitorRow | null> {
    return tx.monitor.findUnique({ where: { workspaceId_nameKey: { workspaceId, nameKey: nameKey(name) } } });
  }

  byId(id: string): Promise<MonitorRow | null> {
    return this.db.prisma.monitor.findUnique({ where: { id } });
  }

  list(
    workspaceId: string,
    query: { limit: number; q?: string; after?: string; endpointId?: string },
  ): Promise<MonitorRow[]> {
    return this.db.prisma.monitor.findMany({
      where: {
        workspaceId,
        nameKey: {
          ...(query.after !== undefined && { gt: query.after }),
          ...(query.q && { contains: nameKey(query.q) }),
        },
        ...(query.endpointId && { endpointId: query.endpointId }),
      },
      orderBy: { nameKey: 'asc' },
      take: query.limit + 1,
    });
  }

  async create(tx: Tx, monitor: Omit<Prisma.MonitorUncheckedCreateInput, 'nameKey'>): Promise<void> {
    await tx.monitor.create({ data: { ...monitor, nameKey: nameKey(monitor.name) } });
  }

  async update(tx: Tx, id: string, change: Prisma.MonitorUncheckedUpdateInput): Promise<void> {
    await tx.monitor.update({ where: { id }, data: change });
  }

  /** ran notes that a monitor has looked at all there was; it is no change of the monitor. */
  async ran(id: string, at: Date): Promise<void> {
    await this.db.prisma.$executeRaw`UPDATE "Monitor" SET "lastRunAt" = ${at} WHERE "id" = ${id}::uuid`;
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.monitor.delete({ where: { id } });
  }

  /** endpointNames maps endpoint ids to names. */
  async endpointNames(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.prisma.endpoint.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, name: true },
    });
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** endpointSchema is what an endpoint promises; null for one that is gone. */
  async endpointSchema(id: string): Promise<VersionSchema | null> {
    const row = await this.db.prisma.endpoint.findUnique({ where: { id }, select: { schema: true } });
    return (row?.schema ?? null) as VersionSchema | null;
  }

  async nextRunAt(key: string): Promise<Date | null> {
    return (await this.db.prisma.schedule.findUnique({ where: { key }, select: { nextAt: true } }))?.nextAt ?? null;
  }

  watermark(endpointId: string): Promise<{ firstAt: Date; lastAt: Date } | null> {
    return this.db.prisma.watermark.findUnique({ where: { endpointId } });
  }

  /** baselineCounted finds the baseline against which most rows of a window were counted: that of the version that served then. */
  async baselineCounted(endpointId: string, window: TimeWindow): Promise<string | null> {
    const rows = await this.db.prisma.$queryRaw<{ baselineId: string }[]>`
      SELECT "baselineId" FROM "CellMinute" WHERE "endpointId" = ${endpointId}::uuid AND "feature" = 'prediction' AND "minute" >= ${window.from} AND "minute" < ${window.to}
      GROUP BY "baselineId" ORDER BY sum("rows") DESC LIMIT 1`;
    return rows[0]?.baselineId ?? null;
  }

  /**
   * windowCounts adds up the cells of each feature in a window, in cell order: however much traffic there was, it reads a row a feature and
   * minute, some thousands in a statement. All statements see the counts of one moment, while old ones are merged beside them.
   */
  async windowCounts(
    endpointId: string,
    { id: baselineId, profiles }: Pick<BaselineRow, 'id' | 'profiles'>,
    window: TimeWindow,
  ): Promise<Record<string, number[]>> {
    const features = Object.entries(profiles);
    const empty = features.map(([feature, profile]) => [feature, emptyCounts(profile)]);
    const counted = Object.fromEntries(empty) as Record<string, number[]>;
    const add = async (tx: Tx, { from, to }: TimeWindow): Promise<void> => {
      const rows = await tx.$queryRaw<{ feature: string; cell: number; count: bigint }[]>`
        SELECT c."feature", "pairs"[i] AS "cell", sum("pairs"[i + 1]) AS "count" FROM "CellMinute" c, ${Prisma.raw(EACH_CELL)}
        WHERE c."endpointId" = ${endpointId}::uuid AND c."baselineId" = ${baselineId}::uuid AND c."minute" >= ${from} AND c."minute" < ${to}
        GROUP BY 1, 2`;
      for (const { feature, cell, count } of rows) if (counted[feature]) counted[feature][cell]! += Number(count);
    };
    await this.db.prisma.$transaction(
      async (tx) => {
        const hours = await tx.$queryRaw<{ at: Date; rows: number }[]>`
          SELECT date_trunc('hour', "minute", 'UTC') AS "at", count(*)::int * ${features.length}::int AS "rows" FROM "CellMinute"
          WHERE "endpointId" = ${endpointId}::uuid AND "baselineId" = ${baselineId}::uuid AND "feature" = 'prediction'
            AND "minute" >= ${window.from} AND "minute" < ${window.to}
          GROUP BY 1 ORDER BY 1`;
        for (const stretch of stretchesOf(window, hours, READ_AT_ONCE)) await add(tx, stretch);
      },
      { isolationLevel: 'RepeatableRead', maxWait: 5_000, timeout: LONGEST_READ_MS },
    );
    return counted;
  }

  /** outliers counts the sampled predictions of a window, those with a value that the reference never showed, and in which features. */
  async outliers(of: Watched, { from, to }: TimeWindow): Promise<OutlierCounts> {
    const { rows: found } = await this.db.pool.query<{ kind: string; feature: string; rows: string }>(
      `WITH seen AS (
         SELECT p."outliers" FROM "PredictionRow" p
         WHERE ${WATCHED} AND ${IN_WINDOW})
       SELECT 'all' AS "kind", '' AS "feature", count(*) AS "rows" FROM seen
       UNION ALL SELECT 'flagged', '', count(*) FROM seen WHERE cardinality("outliers") > 0
       UNION ALL (SELECT 'feature', f, count(*) FROM seen, unnest("outliers") AS f GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 10)`,
      [...watchedValues(of, from), to],
    );
    const ofKind = (kind: string) => found.filter((one) => one.kind === kind);
    const countOf = (kind: string) => Number(ofKind(kind)[0]?.rows ?? 0);
    const features = ofKind('feature').map(({ feature, rows }) => ({ feature, rows: Number(rows) }));
    return { rows: countOf('all'), outliers: countOf('flagged'), features };
  }

  /** nextPredictionAt is the first event time at or after `from` of what a monitor reads, logged rows or cells; null when there is none. */
  async nextPredictionAt(endpointId: string, isOfLog: boolean, from: Date): Promise<Date | null> {
    const [first] = isOfLog
      ? await this.db.prisma.$queryRaw<{ at: Date | null }[]>`
            SELECT min("at") AS "at" FROM "PredictionRow" WHERE "endpointId" = ${endpointId}::uuid AND "at" >= ${from} AND "inSample"`
      : await this.db.prisma.$queryRaw<{ at: Date | null }[]>`
            SELECT min("minute") AS "at" FROM "CellMinute" WHERE "endpointId" = ${endpointId}::uuid AND "feature" = 'prediction' AND "minute" >= ${from}`;
    return first?.at ?? null;
  }

  /** comparedSpan is the stretch of time that a monitor has compared; one that ends in windows without predictions ends before them. Null before the first window. */
  async comparedSpan(monitorId: string): Promise<TimeWindow | null> {
    const edge = (order: 'asc' | 'desc') =>
      this.db.prisma.monitorRun.findFirst({ where: { monitorId }, orderBy: { windowFrom: order } });
    const [first, last] = await Promise.all([edge('asc'), edge('desc')]);
    if (first === null || last === null) return null;
    return { from: first.windowFrom, to: isEmptyRun(last) ? last.windowFrom : last.windowTo };
  }

  /** locked is a monitor that nobody else changes before the transaction ends; null when it is gone. */
  async locked(tx: Tx, id: string): Promise<MonitorRow | null> {
    await tx.$queryRaw`SELECT 1 FROM "Monitor" WHERE "id" = ${id}::uuid FOR UPDATE`;
    return tx.monitor.findUnique({ where: { id } });
  }

  /**
   * addRun stores a compared window: `new`, or `known` when it was compared before. One that had too little data, or was only
   * estimated, is replaced once it has enough and keeps its id, by which it is linked; one that still has too little by the `longer` one: a stretch
   * without predictions that went on, or a window of which more is told.
   */
  async addRun(
    tx: Tx,
    run: Omit<RunRow, 'features' | 'metrics' | 'estimates' | 'explanation' | 'error'> & Found,
  ): Promise<{ id: string; added: 'new' | 'longer' | 'known' }> {
    const { monitorId, windowFrom, windowTo, state, sentence, features, metrics, estimates } = run;
    const tooFew =
      state === 'no_data'
        ? { state, OR: [{ windowTo: { not: windowTo } }, { sentence: { not: sentence } }] }
        : { state: 'no_data' };
    const unmeasured = metrics.length > 0 ? [{ metrics: { equals: [] } }] : [];
    const gone = await tx.monitorRun.findFirst({
      where: { monitorId, windowFrom, OR: [tooFew, ...unmeasured] },
      select: { id: true },
    });
    if (gone !== null) await tx.monitorRun.delete({ where: { id: gone.id } });
    const id = gone?.id ?? run.id;
    const made = await tx.monitorRun.createMany({
      data: [{ ...run, id, features: toJson(features), metrics: toJson(metrics), estimates: toJson(estimates) }],
      skipDuplicates: true,
    });
    if (made.count === 0) return { id, added: 'known' };
    return { id, added: gone !== null && state === 'no_data' ? 'longer' : 'new' };
  }

  /**
   * lastStates are the states of a monitor's last windows up to one that was just compared, newest first; up to a later one that has told something,
   * if there is one, the `newest`. Outcomes come late: windows that still wait for theirs must not hide what those before them tell.
   */
  async lastStates(
    tx: Tx,
    monitorId: string,
    compared: Date,
    windows: number,
  ): Promise<{ states: MonitorState[]; newest: TimeWindow | null }> {
    const told = await tx.monitorRun.findFirst({
      where: { monitorId, state: { not: 'no_data' }, windowFrom: { gt: compared } },
      orderBy: { windowFrom: 'desc' },
      select: { windowFrom: true, windowTo: true },
    });
    const rows = await tx.monitorRun.findMany({
      where: { monitorId, windowFrom: { lte: told?.windowFrom ?? compared } },
      orderBy: { windowFrom: 'desc' },
      take: windows,
      select: { state: true },
    });
    const newest = told && { from: told.windowFrom, to: told.windowTo };
    return { states: rows.map(({ state }) => state as MonitorState), newest };
  }

  /** firedAmong are the begins (ms) of those among some windows that a monitor judged firing. */
  async firedAmong(monitorId: string, windows: readonly TimeWindow[]): Promise<Set<number>> {
    const rows = await this.db.prisma.monitorRun.findMany({
      where: { monitorId, state: 'firing', windowFrom: { in: windows.map(({ from }) => from) } },
      select: { windowFrom: true },
    });
    return new Set(rows.map(({ windowFrom }) => windowFrom.getTime()));
  }

  runs(monitorId: string, query: { limit: number; before?: Date }): Promise<RunRow[]> {
    return this.db.prisma.monitorRun.findMany({
      where: { monitorId, ...(query.before && { windowFrom: { lt: query.before } }) },
      orderBy: { windowFrom: 'desc' },
      take: query.limit + 1,
    });
  }

  run(monitorId: string, id: string): Promise<RunRow | null> {
    return this.db.prisma.monitorRun.findFirst({ where: { monitorId, id } });
  }

  /** explain keeps what a job found out about a window; one that is gone meanwhile is left alone. */
  async explain(tx: Tx, runId: string, explanation: WindowExplanation): Promise<void> {
    await tx.monitorRun.updateMany({ where: { id: runId }, data: { explanation: toJson(explanation) } });
  }

  /** performanceMonitors measure the same rows of the same endpoint in windows of the same length. */
  performanceMonitors({
    endpointId,
    window,
    slice,
  }: Pick<MonitorRow, 'endpointId' | 'window' | 'slice'>): Promise<MonitorRow[]> {
    const sameRows = { slice: { equals: slice ?? Prisma.DbNull } };
    return this.db.prisma.monitor.findMany({
      where: { endpointId, window, kind: 'performance', metric: { not: null }, ...sameRows },
      orderBy: { nameKey: 'asc' },
      take: 5,
    });
  }

  /** inputFeatures are the features of a version; none of one whose schema nobody knows. */
  async inputFeatures(versionId: string): Promise<Feature[]> {
    const row = await this.db.prisma.modelVersion.findUnique({ where: { id: versionId }, select: { schema: true } });
    return (row?.schema as VersionSchema | null | undefined)?.features ?? [];
  }

  async versionNumber(id: string | null): Promise<number | null> {
    if (id === null) return null;
    return (
      (await this.db.prisma.modelVersion.findUnique({ where: { id }, select: { version: true } }))?.version ?? null
    );
  }
}
