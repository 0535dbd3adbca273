import { toErrorMessage } from '../inference-error.js';
import type { ErrorMessage } from '../inference-error.js';
import { loadSession } from '../session.js';
import type { ModelSession } from '../session.js';
import type { TensorSpec } from '../tensors.js';
import { warmUp } from '../warm-up.js';
import { packTexts, unpackTexts, type PackedTensors } from './packed-texts.js';

/** ToChild is what the parent sends: the model to load, once, then runs, and at last that it may leave. */
export type ToChild =
  | { readonly kind: 'leave' }
  | {
      readonly kind: 'load';
      readonly path: string;
      readonly inputs: readonly TensorSpec[];
      readonly intraOpThreads: number;
    }
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly feeds: PackedTensors;
      readonly outputs: readonly string[] | undefined;
    };

/** FromChild is what the child answers. */
export type FromChild =
  | { readonly kind: 'ready'; readonly measuredRunMs: number | null }
  | { readonly kind: 'refused'; readonly error: ErrorMessage }
  | { readonly kind: 'done'; readonly id: number; readonly outputs: PackedTensors; readonly runMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };

let session: ModelSession | undefined;

async function answer(message: Exclude<ToChild, { kind: 'leave' }>): Promise<FromChild> {
  if (message.kind === 'load') {
    try {
      session = await loadSession(message.path, { intraOpThreads: message.intraOpThreads });
      const { runMs } = await warmUp(session, message.inputs);
      return { kind: 'ready', measuredRunMs: runMs };
    } catch (error) {
      return { kind: 'refused', error: toErrorMessage(error) };
    }
  }
  const { id, feeds, outputs } = message;
  try {
    if (!session) throw new Error('no model is loaded');
    let runMs = 0;
    const made = await session.run(unpackTexts(feeds), outputs, (took) => (runMs = took));
    return { kind: 'done', id, outputs: packTexts(made), runMs };
  } catch (error) {
    return { kind: 'failed', id, error: toErrorMessage(error) };
  }
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'leave') process.exit(0);
  void answer(message).then((reply) => process.send?.(reply));
});
// The parent closed the channel or is gone: nobody is left to answer to.
process.once('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when its replicas end.
process.on('SIGINT', () => undefined);
