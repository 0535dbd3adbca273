import type { endpointTable, EndpointTotals, QueryOf } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Kit } from '../kernel/kit.js';
import { TrafficTotalsRepository } from './traffic-totals.repository.js';

/** TrafficTotals adds up what callers of all endpoints saw. */
export class TrafficTotals {
  private readonly repository: TrafficTotalsRepository;

  constructor(private readonly kit: Kit) {
    this.repository = new TrafficTotalsRepository(kit.db);
  }

  /** list returns the sums of the last minutes of each endpoint that had a request. */
  async list(
    actor: Actor,
    { query }: { query: QueryOf<(typeof endpointTable)['listEndpointTotals']> },
  ): Promise<{ items: EndpointTotals[] }> {
    const to = this.kit.clock.now();
    const from = new Date(to.getTime() - query.minutes * 60_000);
    return { items: await this.repository.totals(actor.workspaceId, from, to) };
  }
}
