import type { Autoscale } from '@slipway/contracts';

/** A load that came and went within this time is a burst: the mean over it decides, not one look. */
const WINDOW_MS = 10_000;
/** At most so many times the replicas at once: what the next ones do shows before more come. */
const MOST_GROWTH = 4;
/** More come above the first share of the target, fewer are enough below the second: a load that swings between the two changes nothing. */
const OUT_ABOVE = 1.1;
const IN_BELOW = 0.8;

/** LoadSample is one look at a version behind an endpoint: requests that wait for an answer at all gateways, and how slow answers are. */
export interface LoadSample {
  atMs: number;
  open: number;
  /** Null where nothing was answered. */
  p95Ms: number | null;
}

/** Scaling is what was decided so far, and what it was decided by. */
export interface Scaling {
  replicas: number;
  /** When replicas last became more, and fewer. */
  outAtMs: number | null;
  inAtMs: number | null;
  /** What the looks of the last inCooldown asked for, oldest first; looks in a row that asked for the same are one. */
  asked: readonly { fromMs: number; untilMs: number; replicas: number }[];
}

/** ReplicasDecision is how many replicas shall be from now on; `why` is null while nothing changes. */
export interface ReplicasDecision {
  scaling: Scaling;
  why: string | null;
}

/**
 * decideReplicas follows the mean of open requests over 10 s: ceil(open / target) replicas once it is a tenth above what the present ones shall take, one
 * more while p95 is above its limit, and fewer when those are a fifth below it. Out goes as soon as
 * the last change is `outCooldownSeconds` old, at most fourfold; in only to the most that any look of the last
 * `inCooldownSeconds` asked for (Kubernetes' stabilisation window), so that a load that swings does not. From zero one request is enough, and zero takes a whole
 * cooldown without any.
 */
export function decideReplicas(
  policy: Autoscale,
  before: Scaling,
  samples: readonly LoadSample[],
  nowMs: number,
): ReplicasDecision {
  const { minReplicas, maxReplicas, inCooldownSeconds, outCooldownSeconds } = policy;
  const bounded = (count: number): number => Math.min(maxReplicas, Math.max(minReplicas, count));
  const recent = samples.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
  const { count, enough, why } = asked(policy, before.replicas, recent);
  const inMs = inCooldownSeconds * 1_000;
  const looks = withLook(before.asked, enough, nowMs).filter(({ untilMs }) => nowMs - untilMs <= inMs);
  const kept = { ...before, asked: looks };
  const stay = { scaling: kept, why: null };
  const { replicas } = before;
  const inBounds = bounded(replicas);
  if (inBounds !== replicas)
    return { scaling: { ...kept, replicas: inBounds }, why: `between ${minReplicas} and ${maxReplicas}` };
  const quietMs = (at: number | null): number => (at === null ? Infinity : nowMs - at);
  const lastChangeMs = Math.min(quietMs(before.outAtMs), quietMs(before.inAtMs));
  const most = bounded(count);
  if (most > replicas) {
    if (replicas > 0 && lastChangeMs < outCooldownSeconds * 1_000) return stay;
    const next = Math.min(most, Math.max(1, replicas * MOST_GROWTH));
    return { scaling: { ...kept, replicas: next, outAtMs: nowMs }, why };
  }
  const isWatched = nowMs - (looks[0]?.fromMs ?? nowMs) >= inMs * 0.9;
  const needed = bounded(Math.max(...looks.map((look) => look.replicas)));
  if (needed >= replicas || !isWatched || lastChangeMs < inMs) return stay;
  return {
    scaling: { ...kept, replicas: needed, inAtMs: nowMs },
    why: `the last ${inCooldownSeconds} s needed ${needed} at most; ${why}`,
  };
}

function withLook(asked: Scaling['asked'], replicas: number, nowMs: number): Scaling['asked'] {
  const last = asked.at(-1);
  if (last === undefined || last.replicas !== replicas) return [...asked, { fromMs: nowMs, untilMs: nowMs, replicas }];
  return [...asked.slice(0, -1), { ...last, untilMs: nowMs }];
}

/** What the looks of the window ask for, how many would be enough with room to spare, and in words by what. */
function asked(
  { targetConcurrency, targetP95Ms }: Autoscale,
  replicas: number,
  recent: readonly LoadSample[],
): { count: number; enough: number; why: string } {
  const open = recent.reduce((sum, sample) => sum + sample.open, 0) / Math.max(1, recent.length);
  const needed = (share: number): number => Math.ceil(open / (targetConcurrency * share) - 1e-9);
  const isAbove = open > replicas * targetConcurrency * OUT_ABOVE;
  const count = isAbove ? needed(1) : Math.min(replicas, needed(1));
  const enough = Math.max(count, needed(IN_BELOW));
  const why = `${open.toFixed(1)} open requests at ${targetConcurrency} a replica`;
  const p95Ms = recent.at(-1)?.p95Ms ?? null;
  if (targetP95Ms === null || p95Ms === null || p95Ms <= targetP95Ms || isAbove || open === 0)
    return { count, enough, why };
  const more = replicas + 1;
  return { count: more, enough: more, why: `p95 is ${p95Ms.toFixed(0)} ms, above ${targetP95Ms} ms; ${why}` };
}
