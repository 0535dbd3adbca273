import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Binding } from 'onnxruntime-node/dist/binding.js';
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
  /** release frees the model. */
  release(): Promise<void>;
}

type Runtime = (typeof import('onnxruntime-node/dist/binding.js'))['binding'];

// Imported late, so that the telemetry switch is set before the library looks at it, and only where a model is loaded.
let runtime: Promise<Runtime> | undefined;

function loadRuntime(): Promise<Runtime> {
  disableTelemetry();
  runtime ??= importRuntime();
  return runtime;
}

/**
 * The library's own session blocks the thread for a run as well, but in an immediate and behind promises, which cost a small model more time
 * than its run, and hide when that began. So its binding is used, which it documents as the synchronous session.
 */
async function importRuntime(): Promise<Runtime> {
  const { binding, initOrt } = await import('onnxruntime-node/dist/binding.js');
  initOrt();
  return binding;
}

/** prepareRuntime brings the runtime into this process, so that what a model takes can be told from what the runtime takes. */
export async function prepareRuntime(): Promise<void> {
  await loadRuntime();
}

/**
 * loadSession loads an ONNX model from its bytes or its file. One thread, sequential, all graph optimisations; the memory
 * arena is off because batch sizes vary. Throws `model_not_loadable` (422) with the runtime's own text.
 */
export async function loadSession(model: Uint8Array | string, options: SessionOptions = {}): Promise<ModelSession> {
  const binding = await loadRuntime();
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
    const session = new binding.InferenceSession();
    if (typeof model === 'string') session.loadModel(model, sessionOptions);
    else session.loadModel(model.buffer as ArrayBuffer, model.byteOffset, model.byteLength, sessionOptions);
    return new OrtSession(session);
  } catch (error) {
    throw new InferenceError('model_not_loadable', 422, `the runtime cannot load the model: ${messageOf(error)}`);
  }
}

class OrtSession implements ModelSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #session: Binding.InferenceSession;
  #released = false;

  constructor(session: Binding.InferenceSession) {
    this.#session = session;
    this.inputNames = session.inputMetadata.map(({ name }) => name);
    this.outputNames = session.outputMetadata.map(({ name }) => name);
  }

  async run(
    feeds: Tensors,
    outputNames: readonly string[] = this.outputNames,
    onRan?: (runMs: number) => void,
  ): Promise<Tensors> {
    try {
      const inputs: Record<string, OrtInput> = {};
      for (const name of this.inputNames) inputs[name] = inputOf(feeds, name);
      const wanted: Record<string, null> = {};
      for (const name of outputNames) wanted[name] = null;
      const startedMs = performance.now();
      const results = this.#session.run(inputs as Record<string, OrtTensor>, wanted, {}) as Record<string, OrtTensor>;
      onRan?.(performance.now() - startedMs);
      const outputs: Record<string, Tensor> = {};
      for (const name in results) outputs[name] = fromOrt(name, results[name]!);
      return outputs;
    } catch (error) {
      throw new InferenceError('model_run_failed', 400, `the model refused the input: ${messageOf(error)}`);
    }
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#session.dispose();
  }
}

/** What the binding reads of an input. Its own Tensor class checks once more what `Tensor` promises, for a fifth of a small model's run. */
interface OrtInput {
  location: 'cpu';
  type: string;
  dims: readonly number[];
  data: Tensor['data'];
}

function inputOf(feeds: Tensors, name: string): OrtInput {
  const tensor = Object.hasOwn(feeds, name) ? feeds[name] : undefined;
  if (tensor === undefined) throw new TypeError(`input ${name} is missing`);
  const { datatype, data, shape } = tensor;
  return { location: 'cpu', type: datatypes[datatype].ortType, dims: shape, data };
}

function fromOrt(name: string, { type, dims, data }: OrtTensor): Tensor {
  const datatype = datatypeOfOrt(type);
  if (!datatype) throw new TypeError(`output ${name} has type ${type}, which cannot be served`);
  if (datatype === 'BYTES') return { datatype, shape: dims, data: data as string[] };
  if (datatype !== 'FP16') return { datatype, shape: dims, data: data as NumericArray };
  const halves = data as unknown as Uint16Array;
  return { datatype, shape: dims, data: new Uint16Array(halves.buffer, halves.byteOffset, halves.length) };
}
