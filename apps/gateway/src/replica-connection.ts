import type { IncomingHttpHeaders } from 'node:http';
import { errorText } from '@slipway/core';
import type { ReplicaAnswer, ReplicaCall } from '@slipway/inference';
import { Pool, type Dispatcher } from 'undici';
import { mostAnswerBytes, Unreachable } from './read-answer.js';

interface Asked {
  timeoutMs: number;
  answered: (answer: ReplicaAnswer) => void;
  failed: (error: Unreachable) => void;
}

/** ReplicaConnection is the open connections to one container, as many as there are requests under way. */
export class ReplicaConnection {
  private pool: Pool | null = null;
  private acts: (() => void)[] = [];

  /** `address` is host:port; one that is none is Unreachable when it is asked. */
  constructor(private readonly address: string) {}

  /**
   * ask sends a call and reads the whole answer; none in time, or one above 256 MiB, is Unreachable. What is asked in one turn of the event loop
   * goes out at its end, and what is answered in one is handed on at its end, one right after the other: each write wakes the container, or a
   * caller, and waking takes longer than writing.
   */
  ask(call: ReplicaCall, timeoutMs: number, method: 'GET' | 'POST' = 'POST'): Promise<ReplicaAnswer> {
    return new Promise((answered, failed) => {
      const asked = { timeoutMs, answered: (answer: ReplicaAnswer) => this.together(() => answered(answer)), failed };
      const { path, headers } = call;
      const body = method === 'GET' ? null : call.body;
      this.together(() => this.opened(failed)?.dispatch({ path, method, headers, body }, new AnswerReader(asked)));
    });
  }

  /** close drops the connections. */
  close(): void {
    void this.pool?.destroy();
  }

  private opened(failed: (error: Unreachable) => void): Pool | null {
    try {
      this.pool ??= new Pool(`http://${this.address}`, { headersTimeout: 0, bodyTimeout: 0 });
    } catch (error) {
      failed(new Unreachable(`${this.address} is no address: ${errorText(error)}`, true));
    }
    return this.pool;
  }

  private together(act: () => void): void {
    this.acts.push(act);
    if (this.acts.length > 1) return;
    setImmediate(() => {
      const acts = this.acts;
      this.acts = [];
      for (const one of acts) one();
    });
  }
}

class AnswerReader implements Dispatcher.DispatchHandler {
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | null = null;
  private late: Error | null = null;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly asked: Asked) {
    this.timer = setTimeout(() => {
      this.late = new Error(`no answer in ${asked.timeoutMs} ms`);
      if (this.controller === null) asked.failed(new Unreachable(this.late.message, false));
      this.controller?.abort(this.late);
    }, asked.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.late !== null) controller.abort(this.late);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > mostAnswerBytes) controller.abort(new Error('the answer is larger than 256 MiB'));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.timer);
    const [first] = this.chunks;
    const body = this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks);
    this.asked.answered({ status: this.status, headers: this.headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.timer);
    this.asked.failed(new Unreachable(error.message, this.late === null));
  }
}
