import type { Tone } from './tone.js';

/** StatusWord is how one state of a thing is said; `live` states are the only ones that pulse. */
export interface StatusWord {
  word: string;
  tone: Tone;
  live?: true;
}

const job = {
  waiting: { word: 'Waiting', tone: 'unknown' },
  running: { word: 'Running', tone: 'info', live: true },
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'unknown' },
} satisfies Record<string, StatusWord>;

/** statusWords holds every state that the API knows, by the kind of thing: one word, one tone, everywhere. */
export const statusWords = {
  endpoint: {
    starting: { word: 'Starting', tone: 'info', live: true },
    serving: { word: 'Serving', tone: 'good' },
    degraded: { word: 'Degraded', tone: 'warn' },
    down: { word: 'Down', tone: 'bad' },
    stopped: { word: 'Stopped', tone: 'unknown' },
  },
  training_step: {
    ...job,
    waiting: { word: 'Not yet', tone: 'unknown' },
    held: { word: 'Waits', tone: 'warn' },
    skipped: { word: 'Skipped', tone: 'unknown' },
  },
  training_outcome: {
    ...job,
    approval: { word: 'Waits for approval', tone: 'warn' },
    canary: { word: 'Canary under way', tone: 'info', live: true },
    promoted: { word: 'Promoted', tone: 'good' },
    rolled_back: { word: 'Rolled back', tone: 'bad' },
    aborted: { word: 'Canary aborted', tone: 'unknown' },
    registered: { word: 'Registered', tone: 'good' },
    gates_failed: { word: 'Refused by gates', tone: 'warn' },
    not_rolled_out: { word: 'Canary refused', tone: 'warn' },
    rejected: { word: 'Canary rejected', tone: 'unknown' },
  },
  replica: {
    starting: { word: 'Starting', tone: 'info', live: true },
    ready: { word: 'Ready', tone: 'good' },
    put_away: { word: 'Put away', tone: 'unknown' },
    failed: { word: 'Failed', tone: 'bad' },
  },
  container: {
    starting: { word: 'Starting', tone: 'info', live: true },
    ready: { word: 'Ready', tone: 'good' },
    unready: { word: 'Not answering', tone: 'bad' },
    draining: { word: 'Draining', tone: 'info', live: true },
    ended: { word: 'Ended', tone: 'unknown' },
  },
  workload: {
    starting: { word: 'Starting', tone: 'info', live: true },
    ready: { word: 'Ready', tone: 'good' },
    failed: { word: 'Refused', tone: 'bad' },
    draining: { word: 'Draining', tone: 'info', live: true },
  },
  rollout: {
    waiting: { word: 'Waiting', tone: 'unknown' },
    running: { word: 'Running', tone: 'info', live: true },
    holding: { word: 'Holding', tone: 'info', live: true },
    paused: { word: 'Paused', tone: 'warn' },
    promoted: { word: 'Promoted', tone: 'good' },
    finished: { word: 'Finished', tone: 'good' },
    aborted: { word: 'Aborted', tone: 'unknown' },
    rolled_back: { word: 'Rolled back', tone: 'bad' },
  },
  evidence: {
    safe: { word: 'Safe', tone: 'good' },
    not_yet: { word: 'Not yet', tone: 'unknown' },
    harmful: { word: 'Harmful', tone: 'bad' },
    no_data: { word: 'No data', tone: 'unknown' },
  },
  candidate: {
    better: { word: 'Better', tone: 'good' },
    leads: { word: 'Leads', tone: 'info' },
    not_yet: { word: 'Not yet', tone: 'unknown' },
    out: { word: 'Taken out', tone: 'warn' },
  },
  preflight: {
    passed: { word: 'Passed', tone: 'good' },
    failed: { word: 'Failed', tone: 'bad' },
    unknown: { word: 'Not known', tone: 'unknown' },
  },
  check: {
    ok: { word: 'In range', tone: 'good' },
    breached: { word: 'Out of range', tone: 'bad' },
    unknown: { word: 'Not known', tone: 'unknown' },
  },
  monitor: {
    ok: { word: 'Ok', tone: 'good' },
    pending: { word: 'Pending', tone: 'warn' },
    firing: { word: 'Firing', tone: 'bad' },
    no_data: { word: 'No data', tone: 'unknown' },
    error: { word: 'Error', tone: 'bad' },
  },
  drift: {
    drift: { word: 'Drift', tone: 'bad' },
    small: { word: 'Real but small', tone: 'info' },
    none: { word: 'No drift', tone: 'good' },
    no_data: { word: 'No data', tone: 'unknown' },
  },
  quality: {
    drift: { word: 'Bad values', tone: 'bad' },
    small: { word: 'A few bad values', tone: 'info' },
    none: { word: 'Values as before', tone: 'good' },
    no_data: { word: 'No data', tone: 'unknown' },
  },
  alert: {
    firing: { word: 'Firing', tone: 'bad' },
    acknowledged: { word: 'Acknowledged', tone: 'warn' },
    silenced: { word: 'Silenced', tone: 'unknown' },
    resolved: { word: 'Resolved', tone: 'good' },
  },
  severity: {
    critical: { word: 'Critical', tone: 'bad' },
    warning: { word: 'Warning', tone: 'warn' },
    info: { word: 'Info', tone: 'info' },
  },
  delivery: {
    waiting: { word: 'Waiting', tone: 'unknown' },
    sent: { word: 'Sent', tone: 'good' },
    retrying: { word: 'Retrying', tone: 'warn', live: true },
    dead: { word: 'Dead', tone: 'bad' },
  },
  channel: {
    ok: { word: 'Ok', tone: 'good' },
    failing: { word: 'Failing', tone: 'bad' },
    reconnect: { word: 'Reconnect', tone: 'warn' },
    off: { word: 'Off', tone: 'unknown' },
    unused: { word: 'Never used', tone: 'unknown' },
  },
  job,
  run: job,
  gate: {
    passed: { word: 'Passed', tone: 'good' },
    failed: { word: 'Failed', tone: 'bad' },
    not_measured: { word: 'Not measured', tone: 'unknown' },
    not_applicable: { word: 'No champion yet', tone: 'info' },
    not_gated: { word: 'No gates', tone: 'unknown' },
  },
  switch: {
    on: { word: 'On', tone: 'good' },
    off: { word: 'Off', tone: 'unknown' },
  },
  part: {
    ready: { word: 'Ready', tone: 'good' },
    not_ready: { word: 'Not ready', tone: 'bad' },
  },
} as const satisfies Record<string, Record<string, StatusWord>>;

/** StatusKind is a kind of thing that has states. */
export type StatusKind = keyof typeof statusWords;

/** StatusOf is a state of that kind. */
export type StatusOf<K extends StatusKind> = keyof (typeof statusWords)[K] & string;

/** statusWord is how a state is said; a state that this page does not know yet is said as it is, as unknown. */
export function statusWord<K extends StatusKind>(kind: K, state: StatusOf<K>): StatusWord {
  const words: Record<string, StatusWord> = statusWords[kind];
  return words[state] ?? { word: state.replaceAll('_', ' '), tone: 'unknown' };
}
