import type { PairDifference, PairReport } from '@slipway/contracts';
import { errorText } from '../kernel/log.js';
import { pairReport, PairTally, type PairedArm } from '../serving/index.js';
import type { LoggedRequest } from './replays.repository.js';

const MOST_SHOWN = 50;

/** AskVersion predicts one row with a version; it throws what the model fails with. */
export type AskVersion = (inputs: LoggedRequest['inputs']) => Promise<NonNullable<PairedArm['predictions']>>;

/** replayRequests asks two versions the same logged requests, one after the other and in turns, so that neither is always the one that is warm. */
export async function replayRequests(
  requests: readonly LoggedRequest[],
  stable: AskVersion,
  candidate: AskVersion,
  onAsked: (asked: number) => Promise<void>,
): Promise<PairReport> {
  const tally = new PairTally();
  const differences: PairDifference[] = [];
  for (const [i, request] of requests.entries()) {
    const inTurn = i % 2 === 0;
    const first = await answerOf(inTurn ? stable : candidate, request);
    const second = await answerOf(inTurn ? candidate : stable, request);
    const [by, other] = inTurn ? [first, second] : [second, first];
    const [compared] = tally.add(by, other);
    differences.push({
      predictionId: `${request.requestId}/${request.row}`,
      at: request.at.toISOString(),
      agrees: compared?.agrees ?? false,
      difference: compared?.difference ?? null,
      stable: by.predictions?.[0] ?? null,
      candidate: other.predictions?.[0] ?? null,
      error: other.error,
    });
    await onAsked(i + 1);
  }
  const shown = differences
    .toSorted((a, b) => Number(a.agrees) - Number(b.agrees) || (b.difference ?? 0) - (a.difference ?? 0))
    .slice(0, MOST_SHOWN);
  return pairReport([tally.counts()], 0, shown);
}

async function answerOf(ask: AskVersion, { inputs }: LoggedRequest): Promise<PairedArm & { error: string | null }> {
  const fromMs = performance.now();
  try {
    const predictions = await ask(inputs);
    return { predictions, latencyMs: performance.now() - fromMs, error: null };
  } catch (error) {
    return { predictions: null, latencyMs: performance.now() - fromMs, error: errorText(error).slice(0, 500) };
  }
}
