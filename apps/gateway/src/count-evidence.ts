import { SCORE, SCORE_BINS, type EvidenceCounts, type Route } from '@slipway/core';
import type { EvidenceUnits } from './evidence-units.js';

const TIMED_OUT: ReadonlySet<string> = new Set(['deadline_exceeded']);
const INVALID: ReadonlySet<string> = new Set(['non_finite_output', 'output_missing']);

/** DrawnAnswer is an answer of a variant that was drawn by lot. */
export interface DrawnAnswer {
  route: Pick<Route, 'endpointId' | 'configNumber' | 'rolloutId' | 'slowMs'>;
  versionId: string;
  /** How long the model itself ran; null when none ran for this request alone. */
  runMs: number | null;
  /** Code of what the version is to blame for; null for a success. */
  fault: string | null;
  bucket: number | null;
  /** Whether the request is a new unit of errors. */
  isNewUnit: boolean;
  /** What was predicted, of the first row; anything but a number of 0 to 1 is no score. */
  score: () => unknown;
}

/**
 * EvidenceCounter counts units and events of each guardrail of a rollout but errors, which traffic counts. Slowness is counted of successful
 * answers by the time that the model itself ran, from when the stable version's quantiles are frozen: cache hits and quick failures are not fast,
 * and how long a request waited for a process or shared a run is nobody's evidence, since a stall would make many slow at once.
 */
export class EvidenceCounter {
  private counts = new Map<string, EvidenceCounts>();

  constructor(private readonly units: EvidenceUnits) {}

  /** add counts one answer. */
  add(answer: DrawnAnswer): void {
    const { route, runMs, fault, bucket, isNewUnit } = answer;
    if (route.rolloutId === null) return;
    if (fault === null) this.addScore(answer);
    const isEvent = (name: string, happened: boolean): boolean => happened && this.units.isNew(route, name, bucket);
    this.count(answer, 'timeouts', isNewUnit, isEvent('timeouts', fault !== null && TIMED_OUT.has(fault)));
    this.count(answer, 'invalid_outputs', isNewUnit, isEvent('invalid_outputs', fault !== null && INVALID.has(fault)));
    if (route.slowMs === null || runMs === null || fault !== null) return;
    const isNewTimed = this.units.isNew(route, 'timed', bucket);
    for (const [name, limitMs] of Object.entries(route.slowMs))
      this.count(answer, name, isNewTimed, isEvent(name, runMs > limitMs));
  }

  /** take returns what was counted since the last call. */
  take(): EvidenceCounts[] {
    const taken = [...this.counts.values()];
    this.counts = new Map();
    return taken;
  }

  /** The first score of a unit, whichever version gave it. */
  private addScore(answer: DrawnAnswer): void {
    const score = answer.score();
    if (typeof score !== 'number' || !(score >= 0 && score <= 1)) return;
    const bin = Math.min(SCORE_BINS - 1, Math.floor(score * SCORE_BINS));
    this.count(answer, SCORE, this.units.isNew(answer.route, SCORE, answer.bucket), false, bin);
  }

  private count({ route, versionId }: DrawnAnswer, name: string, isUnit: boolean, isEvent: boolean, bin = 0): void {
    if (!isUnit && !isEvent) return;
    const { endpointId, configNumber } = route;
    const key = `${endpointId} ${configNumber} ${versionId} ${name} ${bin}`;
    let counts = this.counts.get(key);
    if (counts === undefined)
      this.counts.set(key, (counts = { endpointId, configNumber, versionId, name, bin, units: 0, events: 0 }));
    counts.units += Number(isUnit);
    counts.events += Number(isEvent);
  }
}
