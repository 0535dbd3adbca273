import { messageOf } from './inference-error.js';
import type { ModelSession } from './session.js';
import { allocate, elementCount } from './tensors.js';
import type { Tensors, TensorSpec } from './tensors.js';

/** WarmUp is what the first runs of a model showed; `runMs` is null when the model refused every typical input. */
export interface WarmUp {
  /** Median duration of the warm runs, the first one left out. */
  readonly runMs: number | null;
  /** The runtime's text when the model refused the typical inputs: it may ask for shapes that its file does not state. */
  readonly error: string | null;
}

// One row first; where a model needs more along an open axis, common window lengths.
const openSizes = [1, 16, 256, 512];
const warmRuns = 5;

/** typicalFeeds are inputs of zeros, or empty strings, in the declared shapes; an open last axis (a window, a row of columns) has `openSize`, other open axes 1. */
function typicalFeeds(inputs: readonly TensorSpec[], openSize: number): Tensors {
  return Object.fromEntries(
    inputs.map(({ name, datatype, shape: declared }) => {
      const shape = declared.map((size, axis) =>
        size >= 0 ? size : axis > 0 && axis === declared.length - 1 ? openSize : 1,
      );
      return [name, { datatype, shape, data: allocate(datatype, elementCount(shape) ?? 0) }];
    }),
  );
}

/** warmUp runs a freshly loaded model a few times on typical inputs, so that the first caller does not pay for it. */
export async function warmUp(session: ModelSession, inputs: readonly TensorSpec[]): Promise<WarmUp> {
  let error: string | null = null;
  for (const openSize of openSizes) {
    try {
      return { runMs: await medianRunMs(session, typicalFeeds(inputs, openSize)), error: null };
    } catch (failure) {
      error ??= messageOf(failure);
    }
  }
  return { runMs: null, error };
}

async function medianRunMs(session: ModelSession, feeds: Tensors): Promise<number> {
  await session.run(feeds);
  const durations: number[] = [];
  for (let run = 0; run < warmRuns; run += 1) {
    const startedMs = performance.now();
    await session.run(feeds);
    durations.push(performance.now() - startedMs);
  }
  return durations.sort((a, b) => a - b)[Math.floor(warmRuns / 2)] ?? 0;
}
