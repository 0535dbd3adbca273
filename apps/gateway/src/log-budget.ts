import type { Route } from '@slipway/core';

const STEP_MS = 100;
const STEPS_A_SECOND = 1_000 / STEP_MS;
/** How many seconds' rows an endpoint may save up while it has little traffic. */
const SAVED_SECONDS = 300;
const SMOOTHING = 0.3;

/** LoggedRoute is what the log's share of an endpoint goes by. */
export type LoggedRoute = Pick<Route, 'endpointId' | 'sampleRate' | 'logRowsPerSecond' | 'rolloutId'>;

interface Account {
  step: number;
  /** Rows that may be kept now. */
  left: number;
  /** Rows that came in this step, and in one step on average. */
  came: number;
  usual: number;
  share: number;
}

/**
 * LogBudget decides which share of an endpoint's rows the prediction log keeps: all of them while they are no more than `logRowsPerSecond` on
 * average (what was not used in five minutes is saved up), else a half, a quarter, an eighth ..., as the traffic of the last tenths of a second allows.
 * The share depends on the number of rows alone, never on what is in them, and is written with each row. Rows with a routing key, and all
 * rows of an endpoint while a rollout is on, do not count against it and are kept as the endpoint's sample rate says.
 */
export class LogBudget {
  private readonly accounts = new Map<string, Account>();

  /** shareOf is the share of rows that is kept of a request with so many; `isKeyed` when it came with a routing key. */
  shareOf(route: LoggedRoute, isKeyed: boolean, rowCount: number, nowMs: number): number {
    const { sampleRate, logRowsPerSecond, rolloutId } = route;
    if (logRowsPerSecond === null || isKeyed || rolloutId !== null) return sampleRate;
    const account = this.accountOf(route.endpointId, logRowsPerSecond, nowMs);
    const share = Math.min(sampleRate, account.share);
    account.came += rowCount;
    account.left -= rowCount * share;
    return share;
  }

  /** keepOnly forgets the endpoints that are no longer served. */
  keepOnly(endpointIds: ReadonlySet<string>): void {
    for (const id of this.accounts.keys()) if (!endpointIds.has(id)) this.accounts.delete(id);
  }

  private accountOf(endpointId: string, perSecond: number, nowMs: number): Account {
    const step = Math.floor(nowMs / STEP_MS);
    const most = perSecond * SAVED_SECONDS;
    let account = this.accounts.get(endpointId);
    if (account === undefined) {
      account = { step, left: most, came: 0, usual: 0, share: 1 };
      this.accounts.set(endpointId, account);
    }
    const passed = step - account.step;
    if (passed === 0) return account;
    account.usual += (account.came / Math.max(1, passed) - account.usual) * (passed > 1 ? 1 : SMOOTHING);
    account.left = Math.min(most, Math.max(0, account.left) + (Math.max(0, passed) * perSecond) / STEPS_A_SECOND);
    account.share = shareFor(account.left, Math.max(account.usual, account.came));
    account.came = 0;
    account.step = step;
    return account;
  }
}

/** Only halves of halves: rows of a stretch of time can be compared at the smallest share of it, which shall not be smaller than it must. */
function shareFor(left: number, rows: number): number {
  return left >= rows ? 1 : 2 ** Math.floor(Math.log2(left / rows));
}

/** drawOf is where a row falls in 0 (inclusive) to 1 (exclusive), fixed by its id: the random end of the request's id, mixed with its row. */
export function drawOf(requestId: string, row: number): number {
  let hash = Number.parseInt(requestId.slice(-8), 16) ^ Math.imul(row + 1, 0x9e3779b1);
  // The finalizer of MurmurHash3 (Appleby): each bit of the input changes each bit of the result half the time.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
