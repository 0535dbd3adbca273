import { fork } from 'node:child_process';
import { childEnvironment } from './env.js';
import { fromErrorMessage, InferenceError } from './inference-error.js';
import type { InspectReply, Inspection, InspectRequest } from './inspect-child.js';
import { watchMemory } from './watch-memory.js';

/** InspectOptions bound the child: `timeoutMs` of wall time (60 s) and `memoryMb` of resident memory (2,048 MB). */
export interface InspectOptions {
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  /** A schema given with the request; it comes before the one in the file. */
  readonly declared?: unknown;
}

// From src (tests) and from dist alike this is the compiled entry: Node cannot follow .js imports to .ts files.
const entry = new URL('../dist/inspect-child.js', import.meta.url);
const stderrTailBytes = 4_096;

/**
 * inspectModel parses, loads and runs a model file in a throw-away child process, which may die without harm.
 * Throws InferenceError 422: what readOnnxFacts and schemaFromModel refuse, `model_not_loadable` (with the
 * runtime's text, also for operators it does not have), `model_crashed` (the child died), `model_timeout`, `model_out_of_memory`.
 */
export function inspectModel(path: string, options: InspectOptions = {}): Promise<Inspection> {
  const { timeoutMs = 60_000, memoryMb = 2_048, declared } = options;
  const child = fork(entry, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(),
    execArgv: [`--max-old-space-size=${memoryMb}`],
  });
  return new Promise((resolve, reject) => {
    let stderrTail = '';
    let settled = false;
    const timer = setTimeout(
      () => fail('model_timeout', `inspecting the model took longer than ${timeoutMs} ms`),
      timeoutMs,
    );
    const stopWatching = watchMemory(child.pid, memoryMb, () =>
      fail('model_out_of_memory', `inspecting the model took more than ${memoryMb} MB of memory`),
    );

    const settle = (conclude: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      stopWatching();
      conclude();
      child.kill('SIGKILL');
    };
    const fail = (code: string, message: string): void => settle(() => reject(new InferenceError(code, 422, message)));

    child.stderr?.on('data', (chunk: Buffer) => {
      stderrTail = (stderrTail + chunk.toString()).slice(-stderrTailBytes);
    });
    child.once('error', (error) => fail('model_crashed', `the inspecting process did not start: ${error.message}`));
    child.once('message', (reply: InspectReply) =>
      settle(() => ('error' in reply ? reject(fromErrorMessage(reply.error)) : resolve(reply.inspection))),
    );
    // `close` comes after the last byte of stderr, `exit` may not.
    child.once('close', (code, signal) => {
      const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
      fail('model_crashed', `the process that loaded the model ${how}${stderrTail ? `: ${stderrTail.trim()}` : ''}`);
    });
    const request: InspectRequest = { path, declared };
    child.send(request, (error) => {
      if (error) fail('model_crashed', `the inspecting process could not be reached: ${error.message}`);
    });
  });
}
