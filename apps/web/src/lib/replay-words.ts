import type { PairReport, Replay } from '@slipway/contracts';
import { countOf, formatMs, formatNumber, formatPercent } from './format.js';

/** ReplayVerdict is a replay in one sentence, and how much of a worry it is. */
export interface ReplayVerdict {
  tone: 'good' | 'warn' | 'bad' | 'unknown' | 'info';
  sentence: string;
}

/** replayVersions names the two versions of a replay: by their numbers, the candidate with its model where these are equal. */
export const replayVersions = ({
  fromVersion,
  toModel,
  toVersion,
}: Pick<Replay, 'fromVersion' | 'toModel' | 'toVersion'>): { stable: string; candidate: string } => ({
  stable: `v${fromVersion}`,
  candidate: fromVersion === toVersion ? `${toModel} v${toVersion}` : `v${toVersion}`,
});

/** replayVerdict says what logged requests showed of a version: bad where only it failed, a warning where its answers differ, which may be what it was trained for. */
export function replayVerdict({ state, report, ...versions }: Replay): ReplayVerdict {
  if (state === 'cancelled') return { tone: 'unknown', sentence: 'It was cancelled before its end' };
  if (state === 'failed') return { tone: 'bad', sentence: 'It ended early: its job says why' };
  if (report === null) return { tone: 'info', sentence: `Both versions are asked the same logged requests` };
  if (report.pairs === 0) return { tone: 'unknown', sentence: 'No logged request could be asked again' };
  const { stable, candidate } = replayVersions(versions);
  const { onlyCandidate } = report.failures;
  const parts = [
    `${stable} and ${candidate} gave the same answer to ${formatPercent(report.agreed / report.pairs, 1)} of ${countOf(report.pairs, 'logged request')}`,
    ...(onlyCandidate === 0 ? [] : [`${formatNumber(onlyCandidate)} failed at ${candidate} only`]),
    latencyWords(report, stable, candidate),
  ];
  const tone = onlyCandidate > 0 ? 'bad' : report.agreed < report.pairs ? 'warn' : 'good';
  return { tone, sentence: parts.filter(Boolean).join('; ') };
}

function latencyWords({ stableLatency, candidateLatency }: PairReport, stable: string, candidate: string): string {
  const [before, after] = [stableLatency.p95Ms, candidateLatency.p95Ms];
  if (before === null || after === null) return '';
  return `p95 ${formatMs(before)} at ${stable}, ${formatMs(after)} at ${candidate}`;
}
