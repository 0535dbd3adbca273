import type { RoutedReplica } from '@slipway/core';
import type { ReplicaAnswer, ReplicaCall } from '@slipway/inference';
import { Unreachable } from './read-answer.js';
import { ReplicaConnection } from './replica-connection.js';

const EJECT_AFTER = 3;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;
const PROBE_MS = 2_000;
const SMOOTHING = 0.1;

/**
 * RemoteReplica is one container as this gateway sees it: its open requests, its speed and its health. It is used once it said itself that it
 * is ready; a refused or broken connection, or three failures in a row, eject it; it returns when it says again that it is ready, after a
 * rest that doubles with each ejection (1 s to 30 s).
 */
export class RemoteReplica {
  outstanding = 0;
  /** Mean time of an answer, exponentially smoothed; null before the first one. */
  meanMs: number | null = null;
  isHealthy = false;
  readonly id: string;
  readonly address: string;
  private failures = 0;
  private ejections = 0;
  private restsUntilMs = 0;
  private readonly connection: ReplicaConnection;

  constructor(
    replica: RoutedReplica,
    private readonly readyPath: string,
    private readonly nowMs: () => number,
  ) {
    this.id = replica.id;
    this.address = replica.address;
    this.connection = new ReplicaConnection(replica.address);
  }

  /** ask sends a call and reads the answer; without one it is Unreachable. */
  async ask(call: ReplicaCall, timeoutMs: number): Promise<ReplicaAnswer> {
    this.outstanding += 1;
    const fromMs = performance.now();
    try {
      const answer = await this.connection.ask(call, timeoutMs);
      if (answer.status >= 500) this.failed(false);
      else this.answered(performance.now() - fromMs);
      return answer;
    } catch (error) {
      const isBroken = error instanceof Unreachable && error.isSafe;
      this.failed(isBroken);
      throw error;
    } finally {
      this.outstanding -= 1;
    }
  }

  /** probe asks a replica that is not in use whether it is ready, and looks after one that is. */
  async probe(): Promise<void> {
    if (!this.isHealthy && this.nowMs() < this.restsUntilMs) return;
    const call = { path: this.readyPath, headers: {}, body: new Uint8Array() };
    const isReady = await this.connection.ask(call, PROBE_MS, 'GET').then(
      ({ status }) => status === 200,
      () => false,
    );
    if (!isReady) return this.isHealthy ? this.failed(false) : undefined;
    this.failures = 0;
    this.isHealthy = true;
  }

  /** close drops the idle connections. */
  close(): void {
    this.connection.close();
  }

  private answered(ms: number): void {
    this.failures = 0;
    this.ejections = 0;
    this.meanMs = this.meanMs === null ? ms : this.meanMs + SMOOTHING * (ms - this.meanMs);
  }

  private failed(isBroken: boolean): void {
    this.failures += 1;
    if (!this.isHealthy || (!isBroken && this.failures < EJECT_AFTER)) return;
    this.isHealthy = false;
    this.restsUntilMs = this.nowMs() + Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** this.ejections);
    this.ejections += 1;
  }
}
