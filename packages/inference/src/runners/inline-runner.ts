import { loadSession } from '../session.js';
import type { ModelSession, SessionOptions } from '../session.js';
import type { Tensors, TensorSpec } from '../tensors.js';
import { warmUp } from '../warm-up.js';
import { deadlineExceeded, runnerClosed, tooLateToStart } from './deadline.js';
import type { ModelRunner, RunOptions } from './model-runner.js';

/** startInlineRunner loads and warms a model in this process. Only for models that passed inspectModel: a crash is ours. */
export async function startInlineRunner(
  model: Uint8Array | string,
  inputs: readonly TensorSpec[],
  options: SessionOptions = {},
): Promise<ModelRunner> {
  const session = await loadSession(model, options);
  const { runMs } = await warmUp(session, inputs);
  return new InlineRunner(session, runMs);
}

class InlineRunner implements ModelRunner {
  readonly kind = 'inline';
  readonly measuredRunMs: number | null;
  readonly #session: ModelSession;
  #closed = false;

  constructor(session: ModelSession, measuredRunMs: number | null) {
    this.#session = session;
    this.measuredRunMs = measuredRunMs;
  }

  async run(feeds: Tensors, { outputs, timeoutMs, startWithinMs = 0, onRan }: RunOptions = {}): Promise<Tensors> {
    if (this.#closed) throw runnerClosed();
    if (timeoutMs !== undefined && timeoutMs <= 0) throw deadlineExceeded(timeoutMs);
    if (startWithinMs < 0) throw tooLateToStart();
    return this.#session.run(feeds, outputs, onRan);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#session.release();
  }
}
