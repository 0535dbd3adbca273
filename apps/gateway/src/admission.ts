import type { TrafficLimits } from '@slipway/contracts';
import type { Credential, Route } from '@slipway/core';
import { deadlineRefusal, LimitRefusal } from './data-plane-error.js';
import { RunSlots } from './run-slots.js';
import type { SharedLimits } from './shared-limits.js';
import { rateLimitHeaders, TokenBucket, tokenPolicies, type Policy } from './traffic-policies.js';

const ANYBODY = 'anybody';

/** LimitedRoute is what admission goes by. */
export type LimitedRoute = Pick<Route, 'endpointId' | 'name' | 'trafficLimits'>;

/** Patience is until when a request waits for a run, in ms on the clock of admission; `whenGone` tells when nobody waits any more. */
export interface Patience {
  deadlineMs: number;
  whenGone: (act: () => void) => void;
}

interface Gate {
  limits: TrafficLimits;
  ofAll: Policy[];
  ofToken: Map<string, Policy[]>;
  readonly slots: RunSlots;
}

/**
 * Admission keeps the limits of every endpoint: the rate of requests by endpoint and by token, and how many runs happen at once. Rates are counted by
 * all gateways together where they share a Redis that answers, and else by this one alone; runs are always this one's. Other settings start new counts of this gateway, so its quota of
 * the day begins anew; runs under way stay counted.
 */
export class Admission {
  private readonly gates = new Map<string, Gate>();

  constructor(
    private readonly nowMs: () => number,
    private readonly shared: Pick<SharedLimits, 'take'> | null = null,
  ) {}

  /** waiting is how many requests wait for a run. */
  get waiting(): number {
    return [...this.gates.values()].reduce((sum, { slots }) => sum + slots.waiting, 0);
  }

  /** admit counts a request against the limits of its endpoint and token, and returns headers that say what is left; it throws when a limit is reached, and then counts it nowhere. */
  async admit(
    route: LimitedRoute,
    credential: Pick<Credential, 'id'> | null,
  ): Promise<Readonly<Record<string, string>>> {
    const { requestsPerSecond, tokenRequestsPerSecond, tokenRequestsPerDay } = route.trafficLimits;
    if (requestsPerSecond === null && tokenRequestsPerSecond === null && tokenRequestsPerDay === null) return {};
    const nowMs = this.nowMs();
    const token = credential?.id ?? ANYBODY;
    const policies = this.policiesFor(this.gateOf(route), token, nowMs);
    const isFree =
      (await this.shared?.take({ endpointId: route.endpointId, token }, policies, nowMs)) ?? takeHere(policies, nowMs);
    if (!isFree) throw tooMany(route.name, policies, nowMs);
    return rateLimitHeaders(policies, nowMs);
  }

  /** run does the work when a run is free and the deadline has not passed, and tells it how much time is left; what runs is never cut off. */
  async run<T>(
    route: LimitedRoute,
    { deadlineMs, whenGone }: Patience,
    work: (leftMs: number) => Promise<T>,
  ): Promise<T> {
    const { concurrency, queue } = route.trafficLimits;
    if (concurrency === null) return work(deadlineMs === Infinity ? Infinity : this.leftUntil(deadlineMs));
    const gate = this.gateOf(route);
    await gate.slots.enter(concurrency, queue, deadlineMs - this.nowMs(), whenGone);
    try {
      return await work(this.leftUntil(deadlineMs));
    } finally {
      gate.slots.leave(gate.limits.concurrency ?? Infinity);
    }
  }

  /** keepOnly forgets the endpoints that are no longer served. */
  keepOnly(endpointIds: ReadonlySet<string>): void {
    for (const id of this.gates.keys()) if (!endpointIds.has(id)) this.gates.delete(id);
  }

  private leftUntil(deadlineMs: number): number {
    const leftMs = deadlineMs - this.nowMs();
    if (leftMs > 0) return leftMs;
    throw deadlineRefusal();
  }

  private gateOf({ endpointId, trafficLimits: limits }: LimitedRoute): Gate {
    const held = this.gates.get(endpointId);
    if (held?.limits === limits) return held;
    if (held !== undefined && JSON.stringify(held.limits) === JSON.stringify(limits)) {
      held.limits = limits;
      return held;
    }
    const gate = {
      limits,
      ofAll: this.endpointPolicies(limits),
      ofToken: new Map(),
      slots: held?.slots ?? new RunSlots(),
    };
    this.gates.set(endpointId, gate);
    return gate;
  }

  private endpointPolicies({ requestsPerSecond }: TrafficLimits): Policy[] {
    return requestsPerSecond === null ? [] : [new TokenBucket('endpoint', requestsPerSecond, this.nowMs())];
  }

  private policiesFor({ limits, ofAll, ofToken }: Gate, token: string, nowMs: number): Policy[] {
    let own = ofToken.get(token);
    if (own === undefined) ofToken.set(token, (own = tokenPolicies(limits, nowMs)));
    return [...ofAll, ...own];
  }
}

/** Uses one request of every policy up, or none where one of them is reached. */
function takeHere(policies: readonly Policy[], nowMs: number): boolean {
  if (policies.some((policy) => policy.left(nowMs) < 1)) return false;
  for (const policy of policies) policy.take();
  return true;
}

function tooMany(endpoint: string, policies: readonly Policy[], nowMs: number): LimitRefusal {
  const reached = policies.reduce((least, policy) => (policy.left(nowMs) < least.left(nowMs) ? policy : least));
  const { name, quota, windowSeconds } = reached;
  return new LimitRefusal(
    429,
    'rate_limited',
    `rate_${name}`,
    `${endpoint} takes no more requests now. The limit "${name}" is ${quota} in ${windowSeconds} s.`,
    { 'retry-after': String(reached.resetSeconds(nowMs)), ...rateLimitHeaders(policies, nowMs) },
  );
}
