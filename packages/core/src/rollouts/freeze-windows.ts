import type { BodyOf, endpointTable, FreezeWindow, Page, QueryOf } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { ServingService } from '../serving/index.js';
import { FreezeWindowsRepository, type FreezeRow } from './freeze-windows.repository.js';

type Table = typeof endpointTable;

/** FreezeWindows are times at which no rollout starts or goes on; going back to stable is always possible. */
export class FreezeWindows {
  private readonly repository: FreezeWindowsRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { serving: ServingService },
  ) {
    this.repository = new FreezeWindowsRepository(kit.db);
  }

  /** listFreezeWindows pages through windows, newest first. */
  async listFreezeWindows(
    actor: Actor,
    { query }: { query: QueryOf<Table['listFreezeWindows']> },
  ): Promise<Page<FreezeWindow>> {
    const before = decodeCursor(query.cursor)?.[0];
    const page = { limit: query.limit, ...(before !== undefined && { before: String(before) }) };
    const rows = await this.repository.list(actor.workspaceId, page);
    const { items, nextCursor } = pageOf(rows, query.limit, ({ id }) => [id]);
    return { items: items.map((row) => this.view(row)), nextCursor };
  }

  /** createFreezeWindow freezes one endpoint, or all, from one time to another that is later and not yet over. */
  async createFreezeWindow(
    actor: Actor,
    { body }: { body: BodyOf<Table['createFreezeWindow']> },
  ): Promise<FreezeWindow> {
    const [startsAt, endsAt] = [new Date(body.startsAt), new Date(body.endsAt)];
    if (endsAt <= startsAt || endsAt <= this.kit.clock.now())
      throw new SlipwayError('invalid_request', 'A freeze must end after it starts, and in the future.', [
        { path: 'endsAt', message: 'too early' },
      ]);
    if (body.endpoint !== undefined) await this.deps.serving.requireEndpoint(actor, body.endpoint);
    const { name, why, endpoint = null } = body;
    const row = { id: uuidv7(), workspaceId: actor.workspaceId, name, endpoint, startsAt, endsAt, why };
    return this.kit.db.transaction(async (tx) => {
      const stored = await this.repository.create(tx, { ...row, createdBy: actor.name });
      const after = { endpoint, startsAt: body.startsAt, endsAt: body.endsAt };
      await appendEvent(tx, actor, { kind: 'rollouts.freeze_created', ...subjectOf(stored), why, after });
      return this.view(stored);
    });
  }

  /** deleteFreezeWindow ends a freeze now. */
  async deleteFreezeWindow(actor: Actor, { params }: { params: { id: string } }): Promise<void> {
    const row = await this.repository.find(actor.workspaceId, params.id);
    if (row === null) throw notFound('freeze window', params.id);
    await this.kit.db.transaction(async (tx) => {
      if (!(await this.repository.remove(tx, row.id))) throw notFound('freeze window', params.id);
      const before = { endsAt: row.endsAt.toISOString() };
      await appendEvent(tx, actor, { kind: 'rollouts.freeze_deleted', ...subjectOf(row), before });
    });
  }

  /** frozenBecause says why an endpoint's rollout may not go on now; null when it may. */
  async frozenBecause(workspaceId: string, endpoint: string, tx?: Tx): Promise<string | null> {
    const row = await this.repository.activeAt(workspaceId, endpoint, this.kit.clock.now(), tx);
    return row === null ? null : `frozen until ${row.endsAt.toISOString()} by "${row.name}": ${row.why}`;
  }

  private view({ id, name, endpoint, startsAt, endsAt, why, createdBy }: FreezeRow): FreezeWindow {
    const now = this.kit.clock.now();
    const active = startsAt <= now && now < endsAt;
    const [from, to] = [startsAt.toISOString(), endsAt.toISOString()];
    return { id, name, endpoint, startsAt: from, endsAt: to, why, createdBy, active };
  }
}

const subjectOf = ({ name, endpoint }: FreezeRow) => ({
  subjectKind: 'freeze' as const,
  subjectName: name,
  ...(endpoint !== null && { endpoint }),
});
