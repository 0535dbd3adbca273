import type { OptimizationPoint, RunSetting } from '@slipway/contracts';

const CALLERS = [1, 4, 16, 64];
const BATCHES = [4, 16, 64];
/** Of a setting's time, what its processes need to start. */
const START_MS = 500;
const WARM_UP_SHARE = 0.2;
const SHORTEST_MS = 50;
const LONGEST_MS = 3_000;

/** SweepFacts is what a plan depends on. */
export interface SweepFacts {
  cpus: number;
  /** Whether requests may share a run of this model. */
  canBatch: boolean;
  maxSeconds: number;
  /** Measured by an earlier attempt. */
  done: readonly Pick<OptimizationPoint, 'replicas' | 'threads' | 'batchRows' | 'callers'>[];
}

/** PlannedSweep is what is left to measure, and how long each point takes. */
export interface PlannedSweep {
  settings: (RunSetting & { callers: number[] })[];
  /** Of all, measured ones too. */
  points: number;
  warmUpMs: number;
  measureMs: number;
}

/**
 * planSweep picks the settings: processes and threads by powers of two up to the machine's processors together, and batches for one process of one
 * thread, where gateways join requests. The time is shared evenly; a point gets .05 s to 3 s.
 */
export function planSweep({ cpus, canBatch, maxSeconds, done }: SweepFacts): PlannedSweep {
  const powers = Array.from({ length: Math.floor(Math.log2(Math.max(1, cpus))) + 1 }, (_, power) => 2 ** power);
  const parallel = powers.flatMap((replicas) =>
    powers.filter((threads) => replicas * threads <= cpus).map((threads) => ({ replicas, threads, batchRows: 1 })),
  );
  const batched = (canBatch ? BATCHES : []).map((batchRows) => ({ replicas: 1, threads: 1, batchRows }));
  const all = [...parallel, ...batched];
  const points = all.length * CALLERS.length;
  const slotMs = (maxSeconds * 1_000 - all.length * START_MS) / points;
  const measured = new Set(done.map(keyOf));
  const settings = all
    .map((setting) => ({
      ...setting,
      callers: CALLERS.filter((callers) => !measured.has(keyOf({ ...setting, callers }))),
    }))
    .filter(({ callers }) => callers.length > 0);
  const measureMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, slotMs * (1 - WARM_UP_SHARE)));
  return { settings, points, warmUpMs: measureMs * WARM_UP_SHARE, measureMs };
}

const keyOf = ({ replicas, threads, batchRows, callers }: SweepFacts['done'][number]): string =>
  [replicas, threads, batchRows, callers].join(' ');
