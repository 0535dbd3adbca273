import type { TrafficLimits } from '@slipway/contracts';

const DAY_MS = 86_400_000;

/** SharedCount is how a limit is counted in Redis: the end of its key, in how many ms one request of it is free again (0: none before the key is gone), and how long the key is kept. */
export interface SharedCount {
  key: string;
  isOfToken: boolean;
  refillMs: number;
  keepMs: number;
}

/** Policy is one limit of the rate of requests; it only looks at the clock that it is given. */
export interface Policy {
  readonly name: string;
  /** How many requests are let through in how many seconds, as `RateLimit-Policy` says it. */
  readonly quota: number;
  readonly windowSeconds: number;
  /** left is how many whole requests would be let through now. */
  left(nowMs: number): number;
  /** take uses one up. */
  take(): void;
  /** resetSeconds is when, at the latest, one more is let through. */
  resetSeconds(nowMs: number): number;
  /** shared is how all gateways together count it. */
  shared(nowMs: number): SharedCount;
  /** adopt takes over what is left by the count of all gateways. */
  adopt(left: number, nowMs: number): void;
}

/** TokenBucket lets `perSecond` requests through, and after a pause those of one second at once (at least one). */
export class TokenBucket implements Policy {
  readonly windowSeconds: number;
  readonly quota: number;
  private tokens: number;
  private atMs: number;

  constructor(
    readonly name: string,
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.quota = Math.max(1, Math.floor(perSecond));
    this.windowSeconds = Math.max(1, Math.round(this.quota / perSecond));
    this.tokens = this.quota;
    this.atMs = nowMs;
  }

  left(nowMs: number): number {
    const passedMs = Math.max(0, nowMs - this.atMs);
    this.tokens = Math.min(this.quota, this.tokens + (passedMs / 1_000) * this.perSecond);
    this.atMs = nowMs;
    return Math.floor(this.tokens);
  }

  take(): void {
    this.tokens -= 1;
  }

  resetSeconds(): number {
    return Math.max(1, Math.ceil((1 - this.tokens) / this.perSecond));
  }

  shared(): SharedCount {
    const refillMs = 1_000 / this.perSecond;
    // Another rate is another count: what was used up of a small one keeps nobody waiting at a large one.
    return {
      key: `${this.name}:${this.perSecond}`,
      isOfToken: this.name !== 'endpoint',
      refillMs,
      keepMs: this.quota * refillMs,
    };
  }

  adopt(left: number, nowMs: number): void {
    this.tokens = left;
    this.atMs = nowMs;
  }
}

/** Lets `quota` requests through each UTC day. */
class DailyQuota implements Policy {
  readonly name = 'token-day';
  readonly windowSeconds = DAY_MS / 1_000;
  private day = 0;
  private used = 0;

  constructor(readonly quota: number) {}

  left(nowMs: number): number {
    const day = Math.floor(nowMs / DAY_MS);
    if (day !== this.day) this.used = 0;
    this.day = day;
    return Math.max(0, this.quota - this.used);
  }

  take(): void {
    this.used += 1;
  }

  resetSeconds(nowMs: number): number {
    return Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1_000);
  }

  shared(nowMs: number): SharedCount {
    return { key: `${this.name}:${Math.floor(nowMs / DAY_MS)}`, isOfToken: true, refillMs: 0, keepMs: DAY_MS };
  }

  adopt(left: number, nowMs: number): void {
    this.day = Math.floor(nowMs / DAY_MS);
    this.used = this.quota - left;
  }
}

/** tokenPolicies are the limits of one token at one endpoint, unused. */
export function tokenPolicies(limits: TrafficLimits, nowMs: number): Policy[] {
  const { tokenRequestsPerSecond, tokenRequestsPerDay } = limits;
  return [
    ...(tokenRequestsPerSecond === null ? [] : [new TokenBucket('token', tokenRequestsPerSecond, nowMs)]),
    ...(tokenRequestsPerDay === null ? [] : [new DailyQuota(tokenRequestsPerDay)]),
  ];
}

/** rateLimitHeaders say what is allowed and what is left, in the fields of the IETF draft on RateLimit headers. */
export function rateLimitHeaders(policies: readonly Policy[], nowMs: number): Record<string, string> {
  if (policies.length === 0) return {};
  const words = (say: (policy: Policy) => string): string => policies.map(say).join(', ');
  return {
    'ratelimit-policy': words(({ name, quota, windowSeconds }) => `"${name}";q=${quota};w=${windowSeconds}`),
    ratelimit: words((policy) => `"${policy.name}";r=${policy.left(nowMs)};t=${policy.resetSeconds(nowMs)}`),
  };
}
