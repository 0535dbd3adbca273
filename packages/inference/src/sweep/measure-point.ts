import type { ModelRunner } from '../runners/model-runner.js';
import type { Tensors } from '../tensors.js';

/** PointLoad is how one point is measured: so many callers who each ask again as soon as they are answered. */
export interface PointLoad {
  readonly callers: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** MeasuredPoint is what callers saw: answers and rows a second, and their times in milliseconds, null without an answer. */
export interface MeasuredPoint {
  readonly requests: number;
  readonly failed: number;
  readonly requestsPerSecond: number;
  readonly rowsPerSecond: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

/**
 * measurePoint drives runners by a closed loop of callers, each bound to the runners in turn and to the requests in turn. Answers that came within the
 * warm-up are left out; the loop ends with the first answers after the time, so a run that takes longer than the time is still one.
 */
export async function measurePoint(
  runners: readonly ModelRunner[],
  requests: readonly { readonly feeds: Tensors; readonly rows: number }[],
  { callers, warmUpMs, measureMs }: PointLoad,
): Promise<MeasuredPoint> {
  const tookMs: number[] = [];
  let [next, failed, rows, startedMs] = [0, 0, 0, performance.now()];
  const untilMs = startedMs + warmUpMs + measureMs;
  let endedMs = startedMs;
  let isWarm = warmUpMs === 0;
  const call = async (caller: number): Promise<void> => {
    do {
      const request = requests[next++ % requests.length]!;
      const fromMs = performance.now();
      const isAnswered = await runners[caller % runners.length]!.run(request.feeds).then(
        () => true,
        () => false,
      );
      endedMs = performance.now();
      if (!isWarm) {
        isWarm = endedMs - startedMs >= warmUpMs;
        if (isWarm) startedMs = endedMs;
      } else if (isAnswered) {
        tookMs.push(endedMs - fromMs);
        rows += request.rows;
      } else failed += 1;
    } while (endedMs < untilMs || !isWarm);
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const seconds = Math.max(endedMs - startedMs, 1e-3) / 1_000;
  tookMs.sort((a, b) => a - b);
  const rank = (share: number): number | null => tookMs[Math.max(0, Math.ceil(share * tookMs.length) - 1)] ?? null;
  return {
    requests: tookMs.length,
    failed,
    requestsPerSecond: tookMs.length / seconds,
    rowsPerSecond: rows / seconds,
    p50Ms: rank(0.5),
    p95Ms: rank(0.95),
    p99Ms: rank(0.99),
  };
}
