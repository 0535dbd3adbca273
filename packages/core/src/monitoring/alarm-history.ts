import type { MonitorState, WindowSize } from '@slipway/contracts';
import type { Db, Tx } from '../kernel/db.js';
import { evenlyDrawn } from '../serving/index.js';
import { alarmStates, type AlarmRule } from './alarm-state.js';
import { OF_ITS_WORKSPACE } from './feedback.repository.js';

/** Alarm is the newest window that alarmed, and whether the monitor still does. */
export interface Alarm {
  at: Date;
  sentence: string;
  isFiring: boolean;
}

/** JudgedWindow is a window that ended at `at`, by event time: whether it alarmed itself, and whether the monitor was firing then, by its present rule. */
interface JudgedWindow {
  monitorId: string;
  at: Date;
  alarmed: boolean;
  isFiring: boolean;
  sentence: string;
}

/** AlarmHistory answers what other domains ask of the past: when monitors alarmed, and how many predictions got an outcome. */
export class AlarmHistory {
  constructor(private readonly db: Db) {}

  /** newest is the newest alarm of each monitor by id: null for one that never alarmed, absent for one that is gone. */
  async newest(monitorIds: readonly string[], tx: Tx = this.db.prisma): Promise<Map<string, Alarm | null>> {
    const monitors = await tx.monitor.findMany({
      where: { id: { in: [...monitorIds] } },
      select: {
        id: true,
        state: true,
        runs: {
          where: { state: 'firing' },
          orderBy: { ranAt: 'desc' },
          take: 1,
          select: { ranAt: true, sentence: true },
        },
      },
    });
    return new Map(
      monitors.map(({ id, state, runs: [run] }) => [
        id,
        run === undefined ? null : { at: run.ranAt, sentence: run.sentence, isFiring: state === 'firing' },
      ]),
    );
  }

  /** newOutcomes counts logged predictions of an endpoint whose outcome came after `since`, up to `most`. */
  async newOutcomes(endpointId: string, since: Date, most: number, tx: Tx = this.db.prisma): Promise<number> {
    const [counted] = await tx.$queryRawUnsafe<{ count: bigint }[]>(
      `SELECT count(*) AS "count" FROM (
         SELECT 1 FROM "Feedback" f JOIN "PredictionRow" p USING ("requestId", "row")
         WHERE p."endpointId" = $1::uuid AND p."inSample" AND f."receivedAt" > $2 AND ${OF_ITS_WORKSPACE} LIMIT $3) counted`,
      endpointId,
      since,
      most,
    );
    return Number(counted?.count ?? 0);
  }

  /** outcomeQuantile is the event time below which a share of an endpoint's predictions with an outcome lies; null without any. */
  async outcomeQuantile(
    endpointId: string,
    { from, to }: { from: Date; to: Date },
    share: number,
  ): Promise<Date | null> {
    const { rows } = await this.db.pool.query<{ at: Date | null }>(
      `SELECT percentile_disc($4::float8) WITHIN GROUP (ORDER BY p."at") AS "at"
       FROM "PredictionRow" p JOIN "Feedback" f USING ("requestId", "row")
       WHERE p."endpointId" = $1 AND p."inSample" AND p."status" < 400 AND p."inputs" IS NOT NULL AND p."at" >= $2 AND p."at" < $3
         AND ${evenlyDrawn('$2', '$3')} AND ${OF_ITS_WORKSPACE}`,
      [endpointId, from, to, share],
    );
    return rows[0]?.at ?? null;
  }

  /** windows are the windows that monitors judged whose end lies in a span, oldest first. */
  async windows(monitorIds: readonly string[], span: { from: Date; to: Date }): Promise<JudgedWindow[]> {
    const monitors = await this.db.prisma.monitor.findMany({
      where: { id: { in: [...monitorIds] } },
      select: { id: true, alarmAfter: true, alarmOf: true, coolDownWindows: true, window: true },
    });
    const windows = await Promise.all(
      monitors.map(({ id, ...rule }) => this.windowsOf(id, { ...rule, window: rule.window as WindowSize }, span)),
    );
    return windows.flat().toSorted((a, b) => a.at.getTime() - b.at.getTime());
  }

  private async windowsOf(
    monitorId: string,
    rule: AlarmRule,
    { from, to }: { from: Date; to: Date },
  ): Promise<JudgedWindow[]> {
    const select = { windowFrom: true, windowTo: true, state: true, sentence: true } as const;
    // What N of M counts, and an alarm that ended so lately that none begins yet, may lie before the span.
    const before = await this.db.prisma.monitorRun.findMany({
      where: { monitorId, windowTo: { lte: from } },
      orderBy: { windowTo: 'desc' },
      take: rule.alarmOf + rule.coolDownWindows,
      select,
    });
    const within = await this.db.prisma.monitorRun.findMany({
      where: { monitorId, windowTo: { gt: from, lte: to } },
      orderBy: { windowTo: 'asc' },
      select,
    });
    const runs = [...before.toReversed(), ...within];
    const states = alarmStates(
      rule,
      runs.map(({ windowFrom, windowTo }) => ({ from: windowFrom, to: windowTo })),
      runs.map(({ state }) => ({ state: state as MonitorState })),
    ).slice(before.length);
    return within.map(({ windowTo: at, state, sentence }, i) => ({
      monitorId,
      at,
      alarmed: state === 'firing',
      isFiring: states[i] === 'firing',
      sentence,
    }));
  }

  /** lastWindow is the newest end of a window that any of the monitors judged, or null. */
  async lastWindow(monitorIds: readonly string[]): Promise<Date | null> {
    const newest = { orderBy: { windowTo: 'desc' }, select: { windowTo: true } } as const;
    const where = { monitorId: { in: [...monitorIds] } };
    return (await this.db.prisma.monitorRun.findFirst({ where, ...newest }))?.windowTo ?? null;
  }

  /** outcomesByHour counts an endpoint's predictions with an outcome by the hour of event time in which they were made; `at` is the hour's end. */
  async outcomesByHour(
    endpointId: string,
    { from, to }: { from: Date; to: Date },
  ): Promise<{ at: Date; count: number }[]> {
    const { rows } = await this.db.pool.query<{ at: Date; count: string }>(
      `SELECT date_trunc('hour', p."at") + interval '1 hour' AS "at", count(*) AS "count"
       FROM "PredictionRow" p JOIN "Feedback" f USING ("requestId", "row")
       WHERE p."endpointId" = $1 AND p."inSample" AND p."at" >= $2 AND p."at" < $3 AND ${OF_ITS_WORKSPACE}
       GROUP BY 1 ORDER BY 1`,
      [endpointId, from, to],
    );
    return rows.map(({ at, count }) => ({ at, count: Number(count) }));
  }
}
