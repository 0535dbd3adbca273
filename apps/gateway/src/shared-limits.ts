import type { Policy } from './traffic-policies.js';
import type { SharedRedis } from './shared-redis.js';

/** Whatever changes in what a key holds changes this too. */
const PREFIX = 'slipway:limit:1:';

/**
 * A key of a limit that refills holds when, on the clock of Redis in ms, all of it is free again (the generic cell rate algorithm, ITU-T I.371); one
 * of a day holds how many were let through. One request is taken from every limit, or from none. Answers whether it was, and what is left of each.
 */
const TAKE = `
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + time[2] / 1000
local isFree = 1
local left = {}
for i, key in ipairs(KEYS) do
  local quota, refillMs = tonumber(ARGV[i * 3 - 2]), tonumber(ARGV[i * 3 - 1])
  local used = tonumber(redis.call('GET', key) or '0')
  if refillMs > 0 then used = math.max(0, (used - nowMs) / refillMs) end
  left[i] = math.max(0, quota - used)
  if left[i] < 1 then isFree = 0 end
end
for i, key in ipairs(KEYS) do
  local quota, refillMs, keepMs = tonumber(ARGV[i * 3 - 2]), tonumber(ARGV[i * 3 - 1]), ARGV[i * 3]
  if isFree == 1 then
    left[i] = left[i] - 1
    local used = quota - left[i]
    if refillMs > 0 then used = nowMs + used * refillMs end
    redis.call('SET', key, string.format('%.6f', used), 'PX', keepMs)
  end
  left[i] = tostring(left[i])
end
return { isFree, unpack(left) }
`;

/** LimitKeys says whose requests are counted: at which endpoint, by which token. */
export interface LimitKeys {
  endpointId: string;
  token: string;
}

/** SharedLimits counts requests for all gateways in the Redis that they share: one round trip a request, by the clock of Redis. */
export class SharedLimits {
  constructor(private readonly redis: Pick<SharedRedis, 'ask'>) {}

  /** take uses one request of every policy up, or none where one of them is reached; each policy then knows what is left of it. Null when Redis does not answer. */
  async take({ endpointId, token }: LimitKeys, policies: readonly Policy[], nowMs: number): Promise<boolean | null> {
    const shared = policies.map((policy) => policy.shared(nowMs));
    // Braces keep all keys of an endpoint at one node of a Redis Cluster.
    const keys = shared.map(({ key, isOfToken }) => `${PREFIX}{${endpointId}}:${key}${isOfToken ? `:${token}` : ''}`);
    const numbers = shared.flatMap(({ refillMs, keepMs }, at) => [policies[at]!.quota, refillMs, Math.ceil(keepMs)]);
    const answer = await this.redis.ask(
      (redis) => redis.eval(TAKE, keys.length, ...keys, ...numbers) as Promise<[number, ...string[]]>,
    );
    if (answer === null) return null;
    const [isFree, ...left] = answer;
    for (const [at, policy] of policies.entries()) policy.adopt(Number(left[at]), nowMs);
    return isFree === 1;
  }
}
