import type {
  BodyOf,
  endpointTable,
  FreezeOverride,
  FreezeWindow,
  Page,
  QueryOf,
  WeeklyTime,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { toJson, type Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { ServingService } from '../serving/index.js';
import { waitsForApproval } from './approvals.js';
import { FreezeWindowsRepository, type FreezeRow } from './freeze-windows.repository.js';
import { frozenSpan } from './frozen-span.js';
import type { RolloutRow, RolloutsRepository } from './rollouts.repository.js';

type Table = typeof endpointTable;

/** All that are not over are looked at before each step of a rollout. */
const MOST_WINDOWS = 200;

/** Freeze is what holds the rollouts of an endpoint up now, and until when. */
export interface Freeze {
  until: Date;
  why: string;
}

/** FreezeWindows are times at which no rollout starts or goes on; going back to stable is always possible. */
export class FreezeWindows {
  private readonly repository: FreezeWindowsRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { serving: ServingService; rollouts: RolloutsRepository },
  ) {
    this.repository = new FreezeWindowsRepository(kit.db);
  }

  /** listFreezeWindows pages through windows with the rollouts that wait on them, newest first. */
  async listFreezeWindows(
    actor: Actor,
    { query }: { query: QueryOf<Table['listFreezeWindows']> },
  ): Promise<Page<FreezeWindow>> {
    const before = decodeCursor(query.cursor)?.[0];
    const page = { limit: query.limit, ...(before !== undefined && { before: String(before) }) };
    const rows = await this.repository.list(actor.workspaceId, page);
    const waiting = await this.deps.rollouts.waiting(actor.workspaceId);
    const { items, nextCursor } = pageOf(rows, query.limit, ({ id }) => [id]);
    return { items: items.map((row) => this.view(row, waiting)), nextCursor };
  }

  /** createFreezeWindow freezes one endpoint, or all, once or each week; the end lies after the start and in the future. */
  async createFreezeWindow(
    actor: Actor,
    { body }: { body: BodyOf<Table['createFreezeWindow']> },
  ): Promise<FreezeWindow> {
    const { name, why, endpoint = null, weekly } = body;
    const now = this.kit.clock.now();
    const startsAt = body.startsAt === undefined ? now : new Date(body.startsAt);
    const endsAt = body.endsAt === undefined ? null : new Date(body.endsAt);
    if (endsAt !== null && (endsAt <= startsAt || endsAt <= now))
      throw new SlipwayError('invalid_request', 'A freeze must end after it starts, and in the future.', [
        { path: 'endsAt', message: 'too early' },
      ]);
    if (endpoint !== null) await this.deps.serving.requireEndpoint(actor, endpoint);
    const row = { id: uuidv7(), workspaceId: actor.workspaceId, name, endpoint, startsAt, endsAt, why };
    const made = { ...row, createdBy: actor.name, createdAt: now, ...(weekly && { weekly: toJson(weekly) }) };
    return this.kit.db.transaction(async (tx) => {
      if ((await this.repository.unended(tx, actor.workspaceId, now)) >= MOST_WINDOWS)
        throw new SlipwayError(
          'conflict',
          `There are ${MOST_WINDOWS} freezes already: remove those that are not needed.`,
        );
      const stored = await this.repository.create(tx, made);
      const after = { endpoint, startsAt, endsAt, ...(weekly && { weekly }) };
      await appendEvent(tx, actor, {
        kind: 'rollouts.freeze_created',
        ...subjectOf(stored),
        why,
        after: toJson(after),
      });
      return this.view(stored, []);
    });
  }

  /** deleteFreezeWindow ends a freeze now. */
  async deleteFreezeWindow(actor: Actor, { params }: { params: { id: string } }): Promise<void> {
    const row = await this.repository.find(actor.workspaceId, params.id);
    if (row === null) throw notFound('freeze window', params.id);
    await this.kit.db.transaction(async (tx) => {
      if (!(await this.repository.remove(tx, row.id))) throw notFound('freeze window', params.id);
      const before = { endsAt: row.endsAt?.toISOString() ?? null };
      await appendEvent(tx, actor, { kind: 'rollouts.freeze_deleted', ...subjectOf(row), before });
    });
  }

  /** frozen tells what keeps an endpoint's rollout from going on now, of several freezes the one that lasts longest; null for nothing. */
  async frozen(workspaceId: string, endpoint: string, tx?: Tx): Promise<Freeze | null> {
    const now = this.kit.clock.now();
    const [longest] = (await this.repository.of(workspaceId, endpoint, now, tx))
      .flatMap(({ name, why, ...row }) => {
        const span = frozenSpan(row, now);
        return span === null || span.from > now ? [] : [{ name, why, until: span.until }];
      })
      .toSorted((a, b) => b.until.getTime() - a.until.getTime());
    if (longest === undefined) return null;
    const { name, why, until } = longest;
    return { until, why: `frozen until ${until.toISOString()} by "${name}": ${why}` };
  }

  private view(row: FreezeRow, rollouts: readonly RolloutRow[]): FreezeWindow {
    const { id, name, endpoint, weekly, startsAt, endsAt, why, createdBy, createdAt } = row;
    const now = this.kit.clock.now();
    const span = frozenSpan(row, now);
    const active = span !== null && span.from <= now;
    const waiting = active ? rollouts.filter((rollout) => waitsFor(rollout, endpoint, now)) : [];
    return {
      id,
      name,
      endpoint,
      weekly: weekly as WeeklyTime | null,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? null,
      why,
      createdBy,
      createdAt: createdAt.toISOString(),
      active,
      activeUntil: active ? span.until.toISOString() : null,
      nextAt: active ? null : (span?.from.toISOString() ?? null),
      waiting: waiting.map((rollout) => ({ id: rollout.id, endpoint: rollout.endpoint, toVersion: rollout.toVersion })),
    };
  }
}

/** isFreezeOverridden tells whether an approver lets a rollout go on in the freezes of now. */
export const isFreezeOverridden = ({ freezeOverride }: Pick<RolloutRow, 'freezeOverride'>, now: Date): boolean =>
  freezeOverride !== null && new Date((freezeOverride as FreezeOverride).until) > now;

/** An approval comes before a freeze, and a start before both. */
function waitsFor(rollout: RolloutRow, endpoint: string | null, now: Date): boolean {
  const isOfIt = endpoint === null || rollout.endpoint === endpoint;
  const isDue = rollout.startAt === null || rollout.startAt <= now;
  return isOfIt && isDue && !waitsForApproval(rollout) && !isFreezeOverridden(rollout, now);
}

const subjectOf = ({ name, endpoint }: FreezeRow) => ({
  subjectKind: 'freeze' as const,
  subjectName: name,
  ...(endpoint !== null && { endpoint }),
});
