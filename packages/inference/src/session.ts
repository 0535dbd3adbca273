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

interface Runtime {
  readonly Tensor: (typeof import('onnxruntime-node'))['Tensor'];
  readonly binding: (typeof import('onnxruntime-node/dist/binding.js'))['binding'];
}

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
  const [{ Tensor }, { binding, initOrt }] = await Promise.all([
    import('onnxruntime-node'),
    import('onnxruntime-node/dist/binding.js'),
  ]);
  initOrt();
  return { Tensor, binding };
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
  const { Tensor, binding } = await loadRuntime();
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
    return new OrtSession(Tensor, session);
  } catch (error) {
    throw new InferenceError('model_not_loadable', 422, `the runtime cannot load the model: ${messageOf(error)}`);
  }
}

class OrtSession implements ModelSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #makeTensor: Runtime['Tensor'];
  readonly #session: Binding.InferenceSession;
  #released = false;

  constructor(makeTensor: Runtime['Tensor'], session: Binding.InferenceSession) {
    this.#makeTensor = makeTensor;
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
      const inputs = Object.fromEntries(this.inputNames.map((name) => [name, this.#inputOf(feeds, name)]));
      const wanted = Object.fromEntries(outputNames.map((name) => [name, null]));
      const startedMs = performance.now();
      const results = this.#session.run(inputs, wanted, {});
      onRan?.(performance.now() - startedMs);
      return Object.fromEntries(
        Object.entries(results).map(([name, value]) => [name, fromOrt(name, value as OrtTensor)]),
      );
    } catch (error) {
      throw new InferenceError('model_run_failed', 400, `the model refused the input: ${messageOf(error)}`);
    }
  }

  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#session.dispose();
  }

  #inputOf(feeds: Tensors, name: string): OrtTensor {
    const tensor = Object.hasOwn(feeds, name) ? feeds[name] : undefined;
    if (tensor === undefined) throw new TypeError(`input ${name} is missing`);
    return toOrt(this.#makeTensor, tensor);
  }
}

function toOrt(OrtTensorOf: Runtime['Tensor'], { datatype, data, shape }: Tensor): OrtTensor {
  // The library's overloads tie each type name to one array type; `datatypes` guarantees the pair.
  return new OrtTensorOf(datatypes[datatype].ortType as 'float32', data as Float32Array, shape);
}

function fromOrt(name: string, { type, dims, data }: OrtTensor): Tensor {
  const datatype = datatypeOfOrt(type);
  if (!datatype) throw new TypeError(`output ${name} has type ${type}, which cannot be served`);
  if (datatype === 'BYTES') return { datatype, shape: dims, data: data as string[] };
  if (datatype !== 'FP16') return { datatype, shape: dims, data: data as NumericArray };
  const halves = data as unknown as Uint16Array;
  return { datatype, shape: dims, data: new Uint16Array(halves.buffer, halves.byteOffset, halves.length) };
}
