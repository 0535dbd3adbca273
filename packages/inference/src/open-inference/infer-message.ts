import { datatypes, isDatatype, type Datatype } from '../datatypes.js';
import { InferenceError } from '../inference-error.js';
import type { Tensors } from '../tensors.js';
import { binaryTensorBytes, lengthPrefixed } from './binary-tensor.js';
import type { ModelReply } from './infer-response.js';

type Longs = number | string | bigint;

/** InferParameter is a parameter of the gRPC protocol: one of these is set. */
export interface InferParameter {
  bool_param?: boolean;
  int64_param?: Longs;
  string_param?: string;
  double_param?: number;
  uint64_param?: Longs;
}

/** TensorContents are the elements of a tensor in the field of its kind. */
export interface TensorContents {
  bool_contents?: boolean[];
  int_contents?: number[];
  int64_contents?: Longs[];
  uint_contents?: number[];
  uint64_contents?: Longs[];
  fp32_contents?: number[];
  fp64_contents?: number[];
  bytes_contents?: Uint8Array[];
}

/** InferRequestMessage is `inference.ModelInferRequest` with the field names of the protocol. */
export interface InferRequestMessage {
  model_name: string;
  model_version: string;
  id: string;
  parameters: Record<string, InferParameter>;
  inputs: { name: string; datatype: string; shape: Longs[]; contents: TensorContents | null }[];
  outputs: { name: string }[];
  raw_input_contents: Uint8Array[];
}

/** InferResponseMessage is `inference.ModelInferResponse`; outputs come raw, which every client reads. */
export interface InferResponseMessage {
  model_name: string;
  model_version: string;
  id: string;
  outputs: { name: string; datatype: string; shape: number[] }[];
  raw_output_contents: Uint8Array[];
}

/**
 * inferBodyOf turns a gRPC request into the body that the REST protocol takes, JSON followed by binary tensors, so that both are checked by
 * the same rules. Typed and raw contents are not mixed; FP16 and BF16 come raw only. Throws InferenceError 400.
 */
export function inferBodyOf(message: InferRequestMessage): { body: Uint8Array; headerBytes: number } {
  const { inputs, raw_input_contents: raw } = message;
  if (raw.length > 0 && raw.length !== inputs.length)
    throw refusal('raw_input_contents', `${inputs.length} inputs need as many raw contents, got ${raw.length}`);
  const tensors = inputs.map(({ datatype, contents }, index) => {
    const path = `inputs[${index}]`;
    if (raw.length === 0) return bytesOfContents(datatype, contents ?? {}, path);
    if (contents !== null && Object.values(contents).some((list: unknown[]) => list.length > 0))
      throw refusal(`${path}.contents`, 'contents must not be given beside raw_input_contents');
    return raw[index]!;
  });
  const header = Buffer.from(
    JSON.stringify({
      ...(message.id !== '' && { id: message.id }),
      parameters: parametersOf(message.parameters),
      inputs: inputs.map(({ name, datatype, shape }, index) => ({
        name,
        datatype,
        shape: shape.map(Number),
        parameters: { binary_data_size: tensors[index]!.byteLength },
      })),
      ...(message.outputs.length > 0 && { outputs: message.outputs.map(({ name }) => ({ name })) }),
    }),
  );
  return { body: Buffer.concat([header, ...tensors]), headerBytes: header.byteLength };
}

/** inferMessageOf writes the answer, outputs in the order they were asked for. */
export function inferMessageOf(
  { modelName, modelVersion = '', id = '' }: ModelReply,
  outputs: Tensors,
  requested: readonly { name: string }[],
): InferResponseMessage {
  const tensors = requested.map(({ name }) => {
    const tensor = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (tensor === undefined) throw new InferenceError('output_missing', 500, `the model gave no output ${name}`);
    return { name, tensor };
  });
  return {
    model_name: modelName,
    model_version: modelVersion,
    id,
    outputs: tensors.map(({ name, tensor }) => ({ name, datatype: tensor.datatype, shape: [...tensor.shape] })),
    raw_output_contents: tensors.map(({ tensor }) => binaryTensorBytes(tensor)),
  };
}

function parametersOf(parameters: Record<string, InferParameter>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const { bool_param: bool, string_param: text, double_param: double } = value;
      return [name, bool ?? text ?? double ?? Number(value.int64_param ?? value.uint64_param ?? 0)];
    }),
  );
}

/** The field that carries each datatype, and how an element is written; FP16 and BF16 have none. */
const fields: Partial<
  Record<Datatype, { field: keyof TensorContents; write: (view: DataView, at: number, value: never) => void }>
> = {
  BOOL: { field: 'bool_contents', write: (view, at, value: boolean) => view.setUint8(at, Number(value)) },
  INT8: { field: 'int_contents', write: (view, at, value: number) => view.setInt8(at, value) },
  INT16: { field: 'int_contents', write: (view, at, value: number) => view.setInt16(at, value, true) },
  INT32: { field: 'int_contents', write: (view, at, value: number) => view.setInt32(at, value, true) },
  INT64: { field: 'int64_contents', write: (view, at, value: Longs) => view.setBigInt64(at, BigInt(value), true) },
  UINT8: { field: 'uint_contents', write: (view, at, value: number) => view.setUint8(at, value) },
  UINT16: { field: 'uint_contents', write: (view, at, value: number) => view.setUint16(at, value, true) },
  UINT32: { field: 'uint_contents', write: (view, at, value: number) => view.setUint32(at, value, true) },
  UINT64: { field: 'uint64_contents', write: (view, at, value: Longs) => view.setBigUint64(at, BigInt(value), true) },
  FP32: { field: 'fp32_contents', write: (view, at, value: number) => view.setFloat32(at, value, true) },
  FP64: { field: 'fp64_contents', write: (view, at, value: number) => view.setFloat64(at, value, true) },
};

function bytesOfContents(datatype: string, contents: TensorContents, path: string): Uint8Array {
  if (!isDatatype(datatype)) throw refusal(`${path}.datatype`, `${datatype.slice(0, 100)} is not a datatype`);
  if (datatype === 'BYTES') return lengthPrefixed(contents.bytes_contents ?? []);
  const known = fields[datatype];
  if (known === undefined) throw refusal(`${path}.contents`, `${datatype} is sent in raw_input_contents`);
  const values = (contents[known.field] ?? []) as never[];
  const size = datatypes[datatype].bytes;
  const view = new DataView(new ArrayBuffer(values.length * size));
  values.forEach((value, index) => {
    requireInRange(datatype, value, `${path}.contents`);
    known.write(view, index * size, value);
  });
  return new Uint8Array(view.buffer);
}

const narrow: Partial<Record<Datatype, readonly [number, number]>> = {
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  UINT8: [0, 255],
  UINT16: [0, 65_535],
};

/** Small integers travel in a wider field: one that does not fit is refused, not cut. */
function requireInRange(datatype: Datatype, value: number, path: string): void {
  const range = narrow[datatype];
  if (range !== undefined && (value < range[0] || value > range[1]))
    throw refusal(path, `${value} does not fit ${datatype}`);
}

const refusal = (path: string, message: string): InferenceError =>
  new InferenceError('invalid_request', 400, `${path}: ${message}`, [{ path, message }]);
