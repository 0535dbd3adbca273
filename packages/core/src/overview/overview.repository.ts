import type { Db } from '../kernel/db.js';
import type { NumberedEvent } from '../kernel/logged-event.js';

/** Beat is a process of Slipway and what it last said of itself. */
export interface Beat {
  name: string;
  kind: string;
  detail: unknown;
  seenAt: Date;
  /** Seconds since it spoke, by the database's clock. */
  age: number;
}

/** Counts are the numbers of the home page. */
export interface Counts {
  models: number;
  endpoints: number;
  activeRollouts: number;
  firingAlerts: number;
  failedJobs: number;
  runningJobs: number;
}

/** Hit is one thing with a name. */
export interface Hit {
  kind: 'model' | 'endpoint' | 'dataset' | 'monitor' | 'trigger' | 'channel';
  name: string;
}

const A_DAY_AGO = (now: Date): Date => new Date(now.getTime() - 86_400_000);

/** OverviewRepository reads across domains, for screens only. */
export class OverviewRepository {
  constructor(private readonly db: Db) {}

  /** Writes or renews what a process says of itself; the time is the database's. */
  async saveBeat(name: string, kind: string, detail: unknown): Promise<void> {
    await this.db.prisma.$executeRaw`
      INSERT INTO "ProcessBeat" ("name", "kind", "detail", "seenAt") VALUES (${name}, ${kind}, ${JSON.stringify(detail)}::jsonb, now())
      ON CONFLICT ("name") DO UPDATE SET "kind" = EXCLUDED."kind", "detail" = EXCLUDED."detail", "seenAt" = now()`;
  }

  async dropBeat(name: string): Promise<void> {
    await this.db.prisma.processBeat.deleteMany({ where: { name } });
  }

  beats = (): Promise<Beat[]> =>
    this.db.prisma.$queryRaw<Beat[]>`
      SELECT "name", "kind", "detail", "seenAt", extract(epoch FROM now() - "seenAt")::float8 AS "age"
      FROM "ProcessBeat" WHERE "seenAt" > now() - interval '1 day' ORDER BY "seenAt" DESC`;

  async counts(workspaceId: string, now: Date): Promise<Counts> {
    const { prisma } = this.db;
    const [models, endpoints, activeRollouts, firingAlerts, failedJobs, runningJobs] = await Promise.all([
      prisma.model.count({ where: { workspaceId, deletedAt: null } }),
      prisma.endpoint.count({ where: { workspaceId } }),
      prisma.rollout.count({ where: { workspaceId, endedAt: null } }),
      prisma.alert.count({ where: { workspaceId, state: 'firing' } }),
      prisma.job.count({ where: { workspaceId, hidden: false, state: 'failed', finishedAt: { gt: A_DAY_AGO(now) } } }),
      prisma.job.count({ where: { workspaceId, hidden: false, state: 'running' } }),
    ]);
    return { models, endpoints, activeRollouts, firingAlerts, failedJobs, runningJobs };
  }

  firingAlerts = async (workspaceId: string) =>
    this.db.prisma.alert.findMany({
      where: { workspaceId, state: 'firing' },
      orderBy: { startedAt: 'desc' },
      take: 200,
    });

  pausedRollouts = async (workspaceId: string) =>
    this.db.prisma.rollout.findMany({
      where: { workspaceId, state: 'paused', endedAt: null },
      orderBy: { stepStartedAt: 'desc' },
      take: 100,
    });

  runVersions = async (workspaceId: string, runId: string) =>
    this.db.prisma.modelVersion.findMany({
      where: { workspaceId, runId, deletedAt: null },
      select: { modelName: true, version: true, createdAt: true },
      orderBy: { createdAt: 'desc' },
      take: 200,
    });

  failedJobs = async (workspaceId: string, now: Date) =>
    this.db.prisma.job.findMany({
      where: { workspaceId, hidden: false, state: 'failed', finishedAt: { gt: A_DAY_AGO(now) } },
      orderBy: { finishedAt: 'desc' },
      take: 10,
    });

  brokenChannels = async (workspaceId: string) =>
    this.db.prisma.channel.findMany({
      where: { workspaceId, enabled: true, health: { in: ['failing', 'reconnect'] } },
      take: 10,
    });

  newestEvents = async (workspaceId: string, take: number): Promise<NumberedEvent[]> =>
    (await this.db.prisma.event.findMany({
      where: { workspaceId, seq: { not: null } },
      orderBy: { seq: 'desc' },
      take,
    })) as NumberedEvent[];

  /** Things whose name contains the text, whatever its case. */
  search = (workspaceId: string, text: string, limit: number): Promise<Hit[]> => {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    return this.db.prisma.$queryRaw<Hit[]>`
      SELECT "kind", "name" FROM (
        SELECT 'model' AS "kind", "name" FROM "Model" WHERE "workspaceId" = ${workspaceId} AND "deletedAt" IS NULL
        UNION ALL SELECT 'endpoint', "name" FROM "Endpoint" WHERE "workspaceId" = ${workspaceId}
        UNION ALL SELECT 'dataset', "name" FROM "Dataset" WHERE "workspaceId" = ${workspaceId}
        UNION ALL SELECT 'monitor', "name" FROM "Monitor" WHERE "workspaceId" = ${workspaceId}
        UNION ALL SELECT 'trigger', "name" FROM "Trigger" WHERE "workspaceId" = ${workspaceId}
        UNION ALL SELECT 'channel', "name" FROM "Channel" WHERE "workspaceId" = ${workspaceId}) AS things
      WHERE "name" ILIKE ${pattern} ORDER BY length("name"), "name", "kind" LIMIT ${limit}`;
  };

  /** Throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.db.prisma.$queryRaw`SELECT 1`;
  }
}
