import type { HookCall, HookPoint } from '@slipway/contracts';
import type { Db } from '../kernel/db.js';

const MOST_SHOWN = 200;

/** RolloutHooksRepository keeps what webhooks answered. */
export class RolloutHooksRepository {
  constructor(private readonly db: Db) {}

  async add(rolloutId: string, { at, ...call }: HookCall): Promise<void> {
    await this.db.prisma.rolloutHookCall.createMany({
      data: [{ rolloutId, at: new Date(at), ...call }],
      skipDuplicates: true,
    });
  }

  /** list are the newest calls, of one point and channel where told. */
  async list(
    rolloutId: string,
    of: { point?: HookPoint; channel?: string } = {},
    take = MOST_SHOWN,
  ): Promise<HookCall[]> {
    const rows = await this.db.prisma.rolloutHookCall.findMany({
      where: { rolloutId, ...of },
      orderBy: { at: 'desc' },
      take,
    });
    return rows.map(({ at, point, channel, step, status, answer }) => ({
      at: at.toISOString(),
      point: point as HookPoint,
      channel,
      step,
      status,
      answer,
    }));
  }
}
