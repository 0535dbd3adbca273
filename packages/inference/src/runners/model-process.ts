import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { childEnvironment } from '../env.js';
import type { FromChild, ToChild } from './runner-child.js';

const entry = new URL('../../dist/runners/runner-child.js', import.meta.url);
const stderrTailBytes = 4_096;
const stopMs = 5_000;

/** ModelProcessEvents are told of each message and, once, of the end with the last words of stderr. */
export interface ModelProcessEvents {
  message(message: FromChild): void;
  end(how: string): void;
}

/** ModelProcess is one child process that holds one model; it ends by itself when the channel to its parent closes. */
export class ModelProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #stderrTail = '';

  constructor(events: ModelProcessEvents) {
    this.#child = fork(entry, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: childEnvironment(),
      execArgv: [],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderrTail = (this.#stderrTail + chunk.toString()).slice(-stderrTailBytes);
    });
    this.#child.on('message', (message: FromChild) => events.message(message));
    this.#ended = new Promise((resolve) => {
      const end = (how: string): void => {
        events.end(this.#stderrTail ? `${how}: ${this.#stderrTail.trim()}` : how);
        resolve();
      };
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) end(`did not start (${error.message})`);
      });
      // `close` comes after the last byte of stderr, `exit` may not.
      this.#child.once('close', (code, signal) => end(signal ? `was ended by ${signal}` : `exited with code ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** send hands a message over; one that cannot be delivered is answered by the end of the process. */
  send(message: ToChild): void {
    this.#child.send(message, () => undefined);
  }

  /** stop lets an idle process leave; one that does not within five seconds is killed. */
  async stop(): Promise<void> {
    // Asked by message: after a disconnect from this side Node never tells that the process closed.
    if (this.#child.connected) this.send({ kind: 'leave' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopMs);
    await this.#ended;
    clearTimeout(timer);
  }

  /** kill ends the process at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
