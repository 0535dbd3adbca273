import type { ChainVerdict, endpointTable, LoggedEvent, Page, QueryOf } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { loggedEvent, type NumberedEvent } from '../kernel/logged-event.js';
import { AuditRepository } from './audit.repository.js';
import { EventFeed } from './event-feed.js';
import { verifyChain } from './verify-chain.js';

type Table = typeof endpointTable;

const BATCH = 1_000;

/** AuditService reads the event log: pages of it, all of it as a stream, and its hash chain. It never writes. */
export class AuditService {
  /** feed tells readers at once that new events are numbered. */
  readonly feed: EventFeed;
  private readonly repository: AuditRepository;

  constructor(kit: Kit) {
    this.repository = new AuditRepository(kit.db, kit.settings.databaseUrl);
    this.feed = new EventFeed(this.repository, kit.log);
  }

  /** listAudit pages through the workspace's numbered events, newest first. */
  async listAudit(actor: Actor, { query }: { query: QueryOf<Table['listAudit']> }): Promise<Page<LoggedEvent>> {
    const { limit, cursor, ...filter } = query;
    const rows = await this.repository.newestFirst(
      { workspaceId: actor.workspaceId, ...filter },
      seqOf(cursor),
      limit + 1,
    );
    const { items, nextCursor } = pageOf(rows, limit, (row) => [String(row.seq)]);
    return { items: items.map(loggedEvent), nextCursor };
  }

  /** verifyAudit recomputes the chain of the whole installation: it runs through every workspace. */
  async verifyAudit(_actor: Actor): Promise<ChainVerdict> {
    return verifyChain(this.batches(), await this.repository.reachedSeq());
  }

  /** eventsAfter returns the workspace's events after `seq`, oldest first, at most `limit`. */
  async eventsAfter(actor: Actor, seq: number, limit: number): Promise<LoggedEvent[]> {
    return (await this.repository.after(actor.workspaceId, BigInt(seq), limit)).map(loggedEvent);
  }

  /** lastSeq is the highest number given so far: where a reader starts who wants only what is to come. */
  async lastSeq(): Promise<number> {
    return Number(await this.repository.lastSeq());
  }

  private async *batches(): AsyncGenerator<NumberedEvent[]> {
    let seq = 0n;
    for (;;) {
      const events = await this.repository.after(null, seq, BATCH);
      yield events;
      const last = events.at(-1);
      if (last === undefined || events.length < BATCH) return;
      seq = last.seq;
    }
  }
}

function seqOf(cursor: string | undefined): bigint | null {
  const key = decodeCursor(cursor)?.[0];
  if (key === undefined) return null;
  if (!/^\d{1,18}$/.test(String(key)))
    throw new SlipwayError('invalid_request', 'The cursor is not one of ours; start again without it.', [
      { path: 'cursor', message: 'unreadable' },
    ]);
  return BigInt(key);
}
