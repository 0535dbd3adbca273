import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { datatypes, datatypeOfOrt } from './datatypes.js';
import type { NumericArray } from './datatypes.js';
import { disableTelemetry } from './env.js';
import { InferenceError, messageOf } from './inference-error.js';
import type { Tensor, Tensors } from './tensors.js';

/** SessionOptions are the few choices of a session; `intraOpThreads` is the threads of one run, 1 unless told otherwise. */
export interface SessionOptions {
  readonly intraOpThreads?: number;
}

/** ModelSession is a loaded model. A run blocks the thread that it is called on and cannot be cancelled. */
export interface ModelSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** run computes the named outputs, all of them unless told otherwise; throws `model_run_failed` (400) with the runtime's text. `onRan` is told the milliseconds that the model took, without the wait for the thread. */
  run(feeds: Tensors, outputNames?: readonly string[], onRan?: (runMs: number) => void): Promise<Tensors>;
  /** release waits for the runs that were started and frees the model. */
  release(): Promise<void>;
}

type Ort = typeof import('onnxruntime-node');

// Imported late, so that the telemetry switch is set before the library looks at it, and only where a model is loaded.
let runtime: Promise<Ort> | undefined;

function loadRuntime(): Promise<Ort> {
  disableTelemetry();
  runtime ??= import('onnxruntime-node');
  return runtime;
}

/**
 * loadSession loads an ONNX model from its bytes or its file. One thread, sequential, all graph optimisations; the memory
 * arena is off because batch sizes vary. Throws `model_not_loadable` (422) with the runtime's own text.
 */
export async function loadSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<ModelSession> {
  const ort = await loadRuntime();
  const sessionOptions: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: options.intraOpThreads ?? 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableCpuMemArena: false,
    enableMemPattern: false,
    logSeverityLevel: 4,
  };
  try {
    // The library has one overload for a path and one for bytes, and does the same for both.
    const session = await ort.InferenceSession.create(model as string, sessionOptions);
    return new OrtSession(ort, session);
  } catch (error) {
    throw new InferenceError('model_not_loadable', 422, `the runtime cannot load the model: ${messageOf(error)}`);
  }
}

class OrtSession implements ModelSession {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  #running = 0;
  #whenIdle: (() => void) | undefined;

  constructor(ort: Ort, session: InferenceSession) {
    this.#ort = ort;
    this.#session = session;
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  async run(
    feeds: Tensors,
    outputNames: readonly string[] = this.outputNames,
    onRan?: (runMs: number) => void,
  ): Promise<Tensors> {
    this.#running += 1;
    try {
      const ortFeeds = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [name, toOrt(this.#ort, tensor)]),
      );
      // The library runs the model in an immediate; one queued right before it is where the wait for this thread ends.
      let startedMs = 0;
      if (onRan) setImmediate(() => (startedMs = performance.now()));
      const results = await this.#session.run(ortFeeds, outputNames as string[]);
      onRan?.(performance.now() - startedMs);
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, fromOrt(name, value)]));
    } catch (error) {
      throw new InferenceError('model_run_failed', 400, `the model refused the input: ${messageOf(error)}`);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#whenIdle?.();
    }
  }

  async release(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    await this.#session.release();
  }
}

function toOrt(ort: Ort, { datatype, data, shape }: Tensor): OrtTensor {
  // The library's overloads tie each type name to one array type; `datatypes` guarantees the pair.
  return new ort.Tensor(datatypes[datatype].ortType as 'float32', data as Float32Array, shape);
}

function fromOrt(name: string, { type, dims, data }: OrtTensor): Tensor {
  const datatype = datatypeOfOrt(type);
  if (!datatype) throw new TypeError(`output ${name} has type ${type}, which cannot be served`);
  if (datatype === 'BYTES') return { datatype, shape: dims, data: data as string[] };
  if (datatype !== 'FP16') return { datatype, shape: dims, data: data as NumericArray };
  const halves = data as unknown as Uint16Array;
  return { datatype, shape: dims, data: new Uint16Array(halves.buffer, halves.byteOffset, halves.length) };
}
