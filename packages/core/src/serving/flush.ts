import type { SerializedLatencySketch } from '@slipway/stats';
import type { PairCounts } from './pair-tally.js';

/** LoggedRow is one row of the prediction log, before it is written down. */
export interface LoggedRow {
  requestId: string;
  row: number;
  endpointId: string;
  configNumber: number;
  versionId: string;
  role: string;
  receivedAt: Date;
  at: Date;
  status: number;
  latencyMs: number;
  key: string | null;
  /** Whether the version was drawn by lot: what a caller or a rule named is no evidence for a rollout. */
  isDrawn: boolean;
  inSample: boolean;
  /** Where the row fell in 0 to 1, fixed by its id; below `keepRate` it is in the sample. */
  draw: number;
  keepRate: number;
  inputs: unknown;
  output: unknown;
  error: string | null;
  /** Features whose value the reference never showed. */
  outliers: readonly string[];
}

/** TrafficCounts are the requests of one variant under one config in one bucket of five seconds. */
export interface TrafficCounts {
  endpointId: string;
  configNumber: number;
  versionId: string;
  role: string;
  bucketAt: Date;
  requests: number;
  rows: number;
  errors: number;
  units: number;
  errorUnits: number;
  errorCodes: Record<string, number>;
  latency: SerializedLatencySketch;
  /** How long the model itself ran, without waiting, of runs that nobody shared. */
  runTime: SerializedLatencySketch;
}

/** EvidenceCounts are units and events of one guardrail of a rollout, of one version under one config. */
export interface EvidenceCounts {
  endpointId: string;
  configNumber: number;
  versionId: string;
  name: string;
  /** Bin of a score; 0 for everything else. */
  bin: number;
  units: number;
  events: number;
}

/** CellCounts are one feature's rows of one minute of event time, as pairs of cell and count. */
export interface CellCounts {
  endpointId: string;
  baselineId: string;
  feature: string;
  minute: Date;
  rows: number;
  counts: number[];
}

/** EventSpan is the range of event times seen at an endpoint. */
export interface EventSpan {
  endpointId: string;
  firstAt: Date;
  lastAt: Date;
}

/** MirroredCounts are the requests that a shadow answered too, under one config in one bucket of five seconds. */
export interface MirroredCounts {
  endpointId: string;
  configNumber: number;
  versionId: string;
  bucketAt: Date;
  counts: PairCounts;
  /** Requests that were not mirrored, because the shadow was busy. */
  dropped: number;
}

/** MirroredRow is one row that a shadow answered too. */
export interface MirroredRow {
  requestId: string;
  row: number;
  endpointId: string;
  configNumber: number;
  versionId: string;
  at: Date;
  agrees: boolean;
  difference: number | null;
  stable: unknown;
  candidate: unknown;
  error: string | null;
}

/** Mirrored is what shadows answered since the last flush. */
export interface Mirrored {
  counts: MirroredCounts[];
  rows: MirroredRow[];
}

/** Flush is what one gateway counted since its last one; (gatewayBoot, sequence) makes a repeated flush count once. */
export interface Flush {
  gatewayBoot: string;
  sequence: number;
  /** Rows of the prediction log, each as `logLine` writes it. */
  rows: readonly string[];
  traffic: TrafficCounts[];
  evidence: EvidenceCounts[];
  cells: CellCounts[];
  spans: EventSpan[];
  mirrored?: Mirrored;
}
