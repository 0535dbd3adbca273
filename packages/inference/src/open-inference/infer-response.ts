import { InferenceError } from '../inference-error.js';
import { firstNonFinite, readElement } from '../tensors.js';
import type { Tensor, Tensors } from '../tensors.js';
import { binaryTensorBytes } from './binary-tensor.js';
import { inferHeaderName } from './infer-header.js';
import type { RequestedOutput } from './infer-request.js';

/** ModelReply is who answers an inference request: the model, its version and the id that the caller sent. */
export interface ModelReply {
  readonly modelName: string;
  readonly modelVersion?: string;
  readonly id?: string | undefined;
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** EncodedBody is a body, as text where it is JSON alone, with the headers that tell how to read it. */
export interface EncodedBody {
  readonly body: Uint8Array | string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * encodeInferResponse writes the body of an answer, outputs in the order they were asked for: JSON alone, or JSON followed
 * by binary tensors with Inference-Header-Content-Length. Integers are written with all their digits. JSON cannot carry NaN
 * or infinity: such an output throws `non_finite_output` (500); asked for in binary it is passed on as it is.
 */
export function encodeInferResponse(
  reply: ModelReply,
  outputs: Tensors,
  requested: readonly RequestedOutput[],
): EncodedBody {
  const binary: Uint8Array[] = [];
  const texts = requested.map((request, index) => {
    const tensor = Object.hasOwn(outputs, request.name) ? outputs[request.name] : undefined;
    if (!tensor) throw new InferenceError('output_missing', 500, `the model gave no output ${request.name}`);
    const what = `"name":${JSON.stringify(request.name)},"shape":[${tensor.shape.join(',')}],"datatype":"${tensor.datatype}"`;
    if (!request.binary) return `{${what},"data":${jsonData(tensor, `outputs[${index}]`)}}`;
    const bytes = binaryTensorBytes(tensor);
    binary.push(bytes);
    return `{${what},"parameters":{"binary_data_size":${bytes.byteLength}}}`;
  });
  const version = field('model_version', reply.modelVersion) + field('id', reply.id);
  const head = `{"model_name":${JSON.stringify(reply.modelName)}${version}${field('parameters', reply.parameters)}`;
  return joinBody(`${head},"outputs":[${texts.join(',')}]}`, binary);
}

const field = (name: string, value: unknown): string =>
  value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;

/** bytesOfBody are the bytes that a body is sent as. */
export const bytesOfBody = ({ body }: EncodedBody): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body, 'utf8') : body;

/** joinBody puts binary tensors behind their JSON and says so in the headers; without any it is a JSON body. */
export function joinBody(json: string, binary: readonly Uint8Array[]): EncodedBody {
  if (binary.length === 0) return { body: json, headers: { 'content-type': 'application/json' } };
  const header = Buffer.from(json, 'utf8');
  return {
    body: Buffer.concat([header, ...binary]),
    headers: { 'content-type': 'application/octet-stream', [inferHeaderName]: String(header.length) },
  };
}

/** Typed arrays print exact JSON numbers by themselves, 64-bit integers included, which JSON.stringify refuses. */
function jsonData(tensor: Tensor, path: string): string {
  const { datatype, data } = tensor;
  if (Array.isArray(data)) return JSON.stringify(data);
  const wrong = firstNonFinite(tensor);
  if (wrong !== -1) {
    const message = `element ${wrong} is not a finite number, which JSON cannot carry: ask for binary data`;
    throw new InferenceError('non_finite_output', 500, `${path}: ${message}`, [
      { path: `${path}.data[${wrong}]`, message },
    ]);
  }
  if (datatype !== 'BOOL' && datatype !== 'FP16') return `[${data.join(',')}]`;
  return JSON.stringify(Array.from({ length: data.length }, (_, position) => readElement(tensor, position)));
}
