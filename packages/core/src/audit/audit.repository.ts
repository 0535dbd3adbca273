import { listen, type Listener } from '@slipway/db';
import type { Db } from '../kernel/db.js';
import type { NumberedEvent } from '../kernel/logged-event.js';

/** EventFilter narrows the log; `kind` ending in a dot is a prefix. */
export interface EventFilter {
  workspaceId: string;
  kind?: string | undefined;
  subjectKind?: string | undefined;
  subjectName?: string | undefined;
  endpoint?: string | undefined;
  q?: string | undefined;
}

/** AuditRepository is the only file of this domain that touches the database. */
export class AuditRepository {
  constructor(
    private readonly db: Db,
    private readonly databaseUrl: string,
  ) {}

  /** Numbered events below `before`, newest first. */
  async newestFirst(filter: EventFilter, before: bigint | null, take: number): Promise<NumberedEvent[]> {
    const { workspaceId, kind, subjectKind, subjectName, endpoint, q } = filter;
    const rows = await this.db.prisma.event.findMany({
      where: {
        workspaceId,
        seq: before === null ? { not: null } : { lt: before },
        ...(kind && { kind: kind.endsWith('.') ? { startsWith: kind } : kind }),
        ...(subjectKind && { subjectKind }),
        ...(subjectName && { subjectName }),
        ...(endpoint && { endpoint }),
        ...(q && {
          OR: [
            { subjectName: { contains: q, mode: 'insensitive' } },
            { actorName: { contains: q, mode: 'insensitive' } },
            { why: { contains: q, mode: 'insensitive' } },
          ],
        }),
      },
      orderBy: { seq: 'desc' },
      take,
    });
    return rows as NumberedEvent[];
  }

  /** Numbered events after `seq` in their order; of one workspace, or of all for `null`. */
  async after(workspaceId: string | null, seq: bigint, take: number): Promise<NumberedEvent[]> {
    const rows = await this.db.prisma.event.findMany({
      where: { seq: { gt: seq }, ...(workspaceId && { workspaceId }) },
      orderBy: { seq: 'asc' },
      take,
    });
    return rows as NumberedEvent[];
  }

  /** The highest number given so far; 0 before the first event. */
  async lastSeq(): Promise<bigint> {
    const last = await this.db.prisma.event.findFirst({
      where: { seq: { not: null } },
      orderBy: { seq: 'desc' },
      select: { seq: true },
    });
    return last?.seq ?? 0n;
  }

  /** The highest number that a reader of the log has come to; 0 before the first. */
  async reachedSeq(): Promise<bigint> {
    const { _max } = await this.db.prisma.eventCursor.aggregate({ _max: { seq: true } });
    return _max.seq ?? 0n;
  }

  /** Calls `onNumbered` whenever the sequencer says that it has numbered events, and after each reconnection. */
  listen(onNumbered: () => void, onLost: (error: Error) => void): Listener {
    return listen({
      url: this.databaseUrl,
      channels: ['slipway_numbered'],
      applicationName: 'slipway-events',
      onNotify: onNumbered,
      onConnected: onNumbered,
      onLost,
    });
  }
}
