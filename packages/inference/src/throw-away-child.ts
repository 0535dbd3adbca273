import { fork } from 'node:child_process';
import { childEnvironment } from './env.js';
import { watchMemory } from './watch-memory.js';

const stderrTailBytes = 4_096;

/** ChildFailed says that a throw-away child ended without an answer, and how; the message is a clause for people. */
export class ChildFailed extends Error {
  constructor(
    readonly how: 'crashed' | 'timeout' | 'out_of_memory' | 'cancelled',
    message: string,
  ) {
    super(message);
    this.name = 'ChildFailed';
  }
}

/** ChildLimits bound a child: `timeoutMs` of wall time and `memoryMb` of resident memory; `signal` ends it early. */
export interface ChildLimits<P> {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly signal?: AbortSignal;
  /** Further flags for Node. */
  readonly flags?: readonly string[];
  /** Hears the messages with a `progress` that the child sends before its answer. */
  readonly onProgress?: (message: P) => void;
}

/**
 * askThrowAwayChild starts a compiled module in a process of its own, sends it one message and returns its answer. Hostile input may
 * crash it, hang it or fill its memory without harm to anybody: then it throws ChildFailed.
 */
export function askThrowAwayChild<Reply, Progress = never>(
  entry: URL,
  request: object,
  { timeoutMs, memoryMb, signal, flags = [], onProgress }: ChildLimits<Progress>,
): Promise<Reply> {
  const child = fork(entry, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(),
    execArgv: [`--max-old-space-size=${memoryMb}`, ...flags],
  });
  return new Promise((resolve, reject) => {
    let stderrTail = '';
    let settled = false;
    const timer = setTimeout(() => fail('timeout', `took longer than ${timeoutMs} ms`), timeoutMs);
    const stopWatching = watchMemory(child.pid, memoryMb, () =>
      fail('out_of_memory', `took more than ${memoryMb} MB of memory`),
    );
    const cancel = (): void => fail('cancelled', 'was cancelled');
    signal?.addEventListener('abort', cancel, { once: true });

    const settle = (conclude: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      stopWatching();
      signal?.removeEventListener('abort', cancel);
      conclude();
      child.kill('SIGKILL');
    };
    const fail = (how: ChildFailed['how'], message: string): void =>
      settle(() => reject(new ChildFailed(how, message)));

    child.stderr?.on('data', (chunk: Buffer) => {
      stderrTail = (stderrTail + chunk.toString()).slice(-stderrTailBytes);
    });
    child.once('error', (error) => fail('crashed', `did not start: ${error.message}`));
    child.on('message', (message: object) => {
      if ('progress' in message) onProgress?.(message as Progress);
      else settle(() => resolve(message as Reply));
    });
    // `close` comes after the last byte of stderr, `exit` may not.
    child.once('close', (code, signalName) => {
      const how = signalName ? `was ended by ${signalName}` : `exited with code ${code}`;
      fail('crashed', `${how}${stderrTail ? `: ${stderrTail.trim()}` : ''}`);
    });
    child.send(request, (error) => {
      if (error) fail('crashed', `could not be reached: ${error.message}`);
    });
    if (signal?.aborted) cancel();
  });
}
