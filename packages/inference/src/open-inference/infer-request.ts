import { isDatatype } from '../datatypes.js';
import { InferenceError } from '../inference-error.js';
import type { FieldError } from '../inference-error.js';
import { nestedCount, nestedShape, readNested } from '../nested-data.js';
import { allocate, elementCount, shapeProblem } from '../tensors.js';
import type { Tensor, Tensors, TensorSpec } from '../tensors.js';
import { readBinaryTensor } from './binary-tensor.js';

/** RequestedOutput is an output to return, in binary or in JSON. */
export interface RequestedOutput {
  readonly name: string;
  readonly binary: boolean;
}

/** Parameters are the free parameters of a request; their values are texts, numbers and booleans. */
export type Parameters = Readonly<Record<string, unknown>>;

/** InferRequest is a decoded inference request that fits the model. */
export interface InferRequest {
  /** The caller's id, to be echoed. */
  readonly id: string | undefined;
  readonly parameters: Parameters;
  readonly feeds: Tensors;
  readonly outputs: readonly RequestedOutput[];
}

/** ModelTensors are the inputs and outputs that a request is checked against; a VersionSchema is one. */
export interface ModelTensors {
  readonly inputs: readonly TensorSpec[];
  readonly tensorOutputs: readonly TensorSpec[];
}

/**
 * decodeInferRequest reads the body of POST /v2/models/{m}/infer: JSON, JSON followed by binary tensors, or one raw
 * tensor (`headerBytes` 0; null for a JSON body). Throws InferenceError 400: `invalid_json`, `invalid_request` with the
 * wrong fields (`inputs[0].shape`), `invalid_tensor` for binary data. Unknown fields are ignored, as the protocol's clients need.
 */
export function decodeInferRequest(model: ModelTensors, body: Uint8Array, headerBytes: number | null): InferRequest {
  if (headerBytes === 0) return decodeRaw(model, body);
  const header = parseHeader(body, headerBytes ?? body.byteLength);
  const decoder = new RequestDecoder(model, body.subarray(headerBytes ?? body.byteLength));
  const request = decoder.decode(header);
  if (decoder.errors.length > 0) {
    const [first] = decoder.errors;
    throw new InferenceError('invalid_request', 400, `${first?.path}: ${first?.message}`, decoder.errors);
  }
  return request;
}

function decodeRaw(model: ModelTensors, body: Uint8Array): InferRequest {
  const [input, ...others] = model.inputs;
  if (!input || others.length > 0) {
    throw new InferenceError(
      'invalid_request',
      400,
      `a raw request needs a model with one input, it has ${model.inputs.length}`,
    );
  }
  const tensor = readBinaryTensor(input.datatype, rawShape(input, body.byteLength), body, input.name);
  const outputs = model.tensorOutputs.map(({ name }) => ({ name, binary: true }));
  return { id: undefined, parameters: {}, feeds: { [input.name]: tensor }, outputs };
}

/** The batch is one; one more open axis takes what the bytes leave for it. */
function rawShape(input: TensorSpec, bytes: number): number[] {
  const shape = input.shape.map((size, axis) => (axis === 0 && size === -1 ? 1 : size));
  const open = shape.indexOf(-1);
  if (open === -1 || input.datatype === 'BYTES') return shape.map((size) => (size === -1 ? 1 : size));
  if (shape.indexOf(-1, open + 1) !== -1) {
    throw new InferenceError('invalid_request', 400, 'a raw request needs a model with at most one open dimension');
  }
  const single = readBytesPerElement(input) * (elementCount(shape.with(open, 1)) ?? 1);
  return shape.with(open, Math.floor(bytes / single));
}

function readBytesPerElement({ datatype }: TensorSpec): number {
  const data = allocate(datatype, 1);
  return 'byteLength' in data ? data.byteLength : 1;
}

function parseHeader(body: Uint8Array, length: number): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(textOf(body, length));
  } catch {
    throw new InferenceError('invalid_json', 400, 'the request is not valid JSON');
  }
  if (isObject(header)) return header;
  throw new InferenceError('invalid_json', 400, 'the request is not a JSON object');
}

function textOf(body: Uint8Array, length: number): string {
  return (Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, length)).toString('utf8', 0, length);
}

class RequestDecoder {
  readonly errors: FieldError[] = [];
  readonly #model: ModelTensors;
  #binary: Uint8Array;

  constructor(model: ModelTensors, binary: Uint8Array) {
    this.#model = model;
    this.#binary = binary;
  }

  decode(header: Record<string, unknown>): InferRequest {
    const { id } = header;
    if (isGiven(id) && typeof id !== 'string') this.#fail('id', 'expected a text');
    const parameters = this.#parameters(header.parameters, 'parameters');
    const feeds = this.#feeds(header.inputs);
    if (this.#binary.byteLength > 0)
      this.#fail('inputs', `${this.#binary.byteLength} bytes after the last binary tensor`);
    const outputs = this.#outputs(header.outputs, parameters.binary_data_output === true);
    return { id: typeof id === 'string' ? id : undefined, parameters, feeds, outputs };
  }

  #feeds(inputs: unknown): Tensors {
    if (!Array.isArray(inputs)) {
      this.#fail('inputs', 'expected a list of inputs');
      return {};
    }
    const feeds: Record<string, Tensor> = {};
    for (const [index, input] of inputs.entries()) this.#feed(feeds, input, `inputs[${index}]`);
    for (const { name } of this.#model.inputs) {
      if (!Object.hasOwn(feeds, name) && !inputs.some((input) => isObject(input) && input.name === name))
        this.#fail('inputs', `input ${name} is missing`);
    }
    return feeds;
  }

  #feed(feeds: Record<string, Tensor>, input: unknown, path: string): void {
    if (!isObject(input)) return this.#fail(path, 'expected an object');
    const spec = this.#model.inputs.find(({ name }) => name === input.name);
    if (!spec) return this.#fail(`${path}.name`, `${shortName(input.name)} is not an input of the model`);
    if (Object.hasOwn(feeds, spec.name)) return this.#fail(`${path}.name`, `${spec.name} is given twice`);
    const tensor = this.#tensor(spec, input, path);
    if (tensor) feeds[spec.name] = tensor;
  }

  #tensor(spec: TensorSpec, input: Record<string, unknown>, path: string): Tensor | null {
    const { datatype } = input;
    if (!isDatatype(datatype) || datatype !== spec.datatype) {
      this.#fail(`${path}.datatype`, `expected ${spec.datatype}, got ${shortName(datatype)}`);
      return null;
    }
    const shape = Array.isArray(input.shape) ? (input.shape as number[]) : null;
    if (!shape || elementCount(shape) === null) {
      this.#fail(`${path}.shape`, 'expected a list of natural numbers');
      return null;
    }
    const problem = shapeProblem(spec.shape, shape);
    if (problem) {
      this.#fail(`${path}.shape`, problem);
      return null;
    }
    const size = this.#parameters(input.parameters, `${path}.parameters`).binary_data_size;
    if (isGiven(size)) return this.#binaryTensor(spec, shape, size, path);
    return this.#jsonTensor(spec, shape, input.data, path);
  }

  #binaryTensor({ datatype }: TensorSpec, shape: readonly number[], size: unknown, path: string): Tensor | null {
    if (!Number.isSafeInteger(size) || (size as number) < 0 || (size as number) > this.#binary.byteLength) {
      this.#fail(`${path}.parameters.binary_data_size`, `${this.#binary.byteLength} bytes are left in the body`);
      return null;
    }
    const bytes = this.#binary.subarray(0, size as number);
    this.#binary = this.#binary.subarray(size as number);
    return readBinaryTensor(datatype, shape, bytes, path);
  }

  #jsonTensor({ datatype }: TensorSpec, shape: readonly number[], value: unknown, path: string): Tensor | null {
    const count = elementCount(shape) ?? 0;
    if (!Array.isArray(value)) {
      this.#fail(`${path}.data`, 'expected a list');
      return null;
    }
    // Counted before memory is taken: neither a shape nor the first of the lists is believed.
    const given = nestedCount(value);
    if (given !== count) {
      this.#fail(`${path}.data`, `shape [${shape.join(',')}] needs ${count} elements, got ${given}`);
      return null;
    }
    const data = allocate(datatype, count);
    const listShape = nestedShape(value).length > 1 ? shape : [count];
    const problem = readNested(value, listShape, datatype, data, 0);
    if (problem) this.#fail(`${path}.data${problem.path}`, problem.message);
    return problem ? null : { datatype, shape, data };
  }

  #outputs(outputs: unknown, binaryDefault: boolean): RequestedOutput[] {
    const all = this.#model.tensorOutputs.map(({ name }) => ({ name, binary: binaryDefault }));
    if (!isGiven(outputs)) return all;
    if (!Array.isArray(outputs)) {
      this.#fail('outputs', 'expected a list of outputs');
      return all;
    }
    if (outputs.length === 0) return all;
    const asked = new Set<string>();
    return outputs.map((output: unknown, index) => {
      const path = `outputs[${index}]`;
      const fields = isObject(output) ? output : {};
      const known = all.find(({ name }) => name === fields.name);
      if (!known) this.#fail(`${path}.name`, `${shortName(fields.name)} is not an output of the model`);
      if (known && asked.has(known.name)) this.#fail(`${path}.name`, `${known.name} is asked for twice`);
      asked.add(known?.name ?? '');
      const { binary_data: binary } = this.#parameters(fields.parameters, `${path}.parameters`);
      return { name: known?.name ?? '', binary: typeof binary === 'boolean' ? binary : binaryDefault };
    });
  }

  #parameters(parameters: unknown, path: string): Parameters {
    if (!isGiven(parameters)) return {};
    if (isObject(parameters)) return parameters;
    this.#fail(path, 'expected an object');
    return {};
  }

  #fail(path: string, message: string): void {
    this.errors.push({ path, message });
  }
}

/** Clients that write a whole schema send null for what they leave out. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shortName(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
