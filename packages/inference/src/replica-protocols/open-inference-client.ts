import { InferenceError } from '../inference-error.js';
import { nestedCount, nestedShape, readNested } from '../nested-data.js';
import { binaryTensorBytes, readBinaryTensor } from '../open-inference/binary-tensor.js';
import { inferHeaderName } from '../open-inference/infer-header.js';
import { bytesOfBody, joinBody } from '../open-inference/infer-response.js';
import { allocate, elementCount, type Tensor, type TensorSpec } from '../tensors.js';
import { jsonOf, refusalOf, servedName, type ReplicaAnswer, type ReplicaProtocol } from './replica-protocol.js';

/** openInferenceClient speaks the Open Inference Protocol V2 with binary tensors: Slipway's own server, Triton, KServe, MLServer. */
export const openInferenceClient: ReplicaProtocol = {
  readyPath: '/v2/health/ready',
  call(feeds, outputs) {
    const inputs = Object.entries(feeds).map(([name, tensor]) => ({ name, tensor, bytes: binaryTensorBytes(tensor) }));
    const header = JSON.stringify({
      inputs: inputs.map(({ name, tensor: { shape, datatype }, bytes }) => ({
        name,
        shape,
        datatype,
        parameters: { binary_data_size: bytes.byteLength },
      })),
      outputs: outputs.map(({ name }) => ({ name, parameters: { binary_data: true } })),
    });
    const encoded = joinBody(
      header,
      inputs.map(({ bytes }) => bytes),
    );
    return { path: `/v2/models/${servedName}/infer`, headers: encoded.headers, body: bytesOfBody(encoded) };
  },
  read(answer, outputs) {
    if (answer.status !== 200) throw refusalOf(answer);
    const length = headerLength(answer);
    const given = listOf(jsonOf(answer.body.subarray(0, length)).outputs);
    let binary = answer.body.subarray(length);
    const tensors = given.map((output): [string, Tensor] => {
      const spec = outputs.find(({ name }) => name === output.name);
      const shape =
        Array.isArray(output.shape) && elementCount(output.shape) !== null ? (output.shape as number[]) : null;
      if (spec === undefined || shape === null || output.datatype !== spec.datatype)
        throw broken(`its output ${String(output.name).slice(0, 100)} is not one of the version's`);
      const size = (output.parameters as { binary_data_size?: unknown } | undefined)?.binary_data_size;
      if (typeof size !== 'number') return [spec.name, jsonTensor(spec, shape, output.data)];
      const bytes = binary.subarray(0, size);
      binary = binary.subarray(size);
      return [spec.name, readBinaryTensor(spec.datatype, shape, bytes, spec.name)];
    });
    return Object.fromEntries(tensors);
  },
};

function headerLength({ headers, body }: ReplicaAnswer): number {
  const said = headers[inferHeaderName.toLowerCase()];
  if (said === undefined) return body.byteLength;
  const length = Number(said);
  if (Number.isSafeInteger(length) && length >= 0 && length <= body.byteLength) return length;
  throw broken('its header is longer than its body');
}

function listOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value as Record<string, unknown>[];
  throw broken('it has no outputs');
}

/** Nested or flat: servers send either. */
function jsonTensor({ name, datatype }: TensorSpec, shape: readonly number[], value: unknown): Tensor {
  const count = elementCount(shape) ?? 0;
  if (!Array.isArray(value) || nestedCount(value) !== count)
    throw broken(`its output ${name} has not as many elements as its shape`);
  const data = allocate(datatype, count);
  const listShape = nestedShape(value).length > 1 ? shape : [count];
  const problem = readNested(value, listShape, datatype, data, 0);
  if (problem !== null) throw broken(`its output ${name} at data${problem.path}: ${problem.message}`);
  return { datatype, shape, data };
}

const broken = (what: string): InferenceError =>
  new InferenceError('replica_failed', 502, `the replica's answer cannot be read: ${what}`);
