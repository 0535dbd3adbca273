import { watchedPart, watchedScore, type LoggedRow } from '@slipway/core';
import type { BlastRadius } from './blast-radius.js';
import type { Outliers } from './count-cells.js';
import type { EvidenceCounter } from './count-evidence.js';
import type { DataPlaneError } from './data-plane-error.js';
import type { EvidenceUnits } from './evidence-units.js';
import type { Counted } from './flush.js';
import type { GatewayMetrics } from './gateway-metrics.js';
import { drawOf, type LogBudget } from './log-budget.js';
import { redactInputs, refusalText } from './redact-row.js';
import type { ServedEndpoint, ServedVariant } from './route-table.js';
import type { LoggedValues, RowSource } from './row-source.js';

const MOST_ERROR_TEXT = 1_000;
const NO_OUTLIERS: readonly string[] = [];

/** Recorder is what happens after an answer: counting, evidence, log, metrics. All of it in memory. */
export interface Recorder extends Counted {
  evidence: EvidenceCounter;
  units: EvidenceUnits;
  blast: BlastRadius;
  metrics: GatewayMetrics;
  budget: Pick<LogBudget, 'shareOf'>;
}

/** Answer is one request that a variant answered or failed. */
export interface Answer {
  served: ServedEndpoint;
  by: ServedVariant;
  predictionId: string;
  receivedAt: Date;
  latencyMs: number;
  /** How long the model itself ran; null when none ran for this request alone. */
  runMs: number | null;
  /** True when no model ran: its time says nothing about the version. */
  isCached: boolean;
  key: string | null;
  /** Bucket of the key; null without one. */
  bucket: number | null;
  /** False when the caller named the version, or while a version cannot take its share: what was not drawn by lot is no evidence. */
  isDrawn: boolean;
  rowCount: number;
  bytes: number;
  /** Rows by feature; null when they could not be read, or the model takes bare tensors. */
  rows: RowSource | null;
  at: readonly Date[] | null;
  /** What was predicted for a row. */
  predictions: ((row: number) => LoggedValues) | null;
  /** What the caller was told; null for a success. */
  error: DataPlaneError | null;
  /** Code of what the version is to blame for, also when the caller got an answer. */
  fault: string | null;
}

/** record counts and logs an answer. Refusals that the caller is to blame for are logged, and no evidence against anybody. */
export function record(recorder: Recorder, answer: Answer): void {
  if (answer.error === null || answer.fault !== null) countRequest(recorder, answer);
  const outliers = answer.error === null && answer.rows !== null ? countCells(recorder, answer, answer.rows) : null;
  logRows(recorder, answer, outliers);
}

function countRequest({ traffic, evidence, units, blast, metrics }: Recorder, answer: Answer): void {
  const { route } = answer.served;
  const { variant } = answer.by;
  const { receivedAt, runMs, isCached, rowCount, fault, isDrawn, bucket } = answer;
  const { endpointId, configNumber } = route;
  const { versionId, role } = variant;
  const latencyMs = isCached ? null : answer.latencyMs;
  const isNewUnit = isDrawn && units.isNew(route, 'request', bucket);
  const isNewErrorUnit = isDrawn && fault !== null && units.isNew(route, 'error', bucket);
  traffic.add({
    endpointId,
    configNumber,
    versionId,
    role,
    receivedAt,
    latencyMs,
    runMs,
    rowCount,
    errorCode: fault,
    isNewUnit,
    isNewErrorUnit,
  });
  metrics.predicted({
    endpoint: route.name,
    version: variant.version,
    role,
    rowCount,
    seconds: latencyMs === null ? null : latencyMs / 1_000,
    fault,
  });
  if (!isDrawn) return;
  const score = (): unknown => watchedScore(answer.predictions?.(0));
  evidence.add({ route, versionId, runMs, fault, bucket, isNewUnit, score });
  blast.note(route, variant, fault !== null);
}

function countCells({ cells }: Recorder, answer: Answer, inputs: RowSource): Outliers | null {
  const { served, by, rowCount: count, at, receivedAt, predictions } = answer;
  const isOfBaseline = served.route.baseline?.versionId === by.variant.versionId;
  const predicted = (part: string) => (row: number) => watchedPart(part)?.(predictions?.(row));
  return cells.add(served.route, { count, at: at ?? receivedAt, inputs, predicted: isOfBaseline ? predicted : null });
}

/** Rows that are drawn are logged, and all rows of what went wrong. */
function logRows({ log, budget }: Recorder, answer: Answer, outliers: Outliers | null): void {
  const { served, by, predictionId, receivedAt, latencyMs, key, isDrawn, bytes, rows, at, predictions, error, fault } =
    answer;
  const { route } = served;
  const rowCount = rows === null ? 1 : answer.rowCount;
  const keepRate = budget.shareOf(route, key !== null, rowCount, receivedAt.getTime());
  const logged: LoggedRow[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    const draw = drawOf(predictionId, row);
    const inSample = draw < keepRate;
    if (!inSample && error === null && fault === null) continue;
    logged.push({
      requestId: predictionId,
      row,
      endpointId: route.endpointId,
      configNumber: route.configNumber,
      versionId: by.variant.versionId,
      role: by.variant.role,
      receivedAt,
      at: at?.[row] ?? receivedAt,
      status: error?.status ?? 200,
      latencyMs,
      key,
      isDrawn,
      inSample,
      draw,
      keepRate,
      inputs: rows === null ? null : redactInputs(rows.row(row), route),
      output: predictions?.(row) ?? null,
      error: error === null ? fault : storable(refusalText(error, route)),
      outliers: outliers?.get(row) ?? NO_OUTLIERS,
    });
  }
  if (logged.length > 0) log.add(logged, (bytes * logged.length) / rowCount);
}

/** PostgreSQL stores neither NUL nor half a surrogate pair; both can come in with a caller's field names. */
function storable(text: string): string {
  return text.slice(0, MOST_ERROR_TEXT).replaceAll('\0', '').toWellFormed();
}
