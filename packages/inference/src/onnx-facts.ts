import { TensorProto_DataLocation, TensorProto_DataType } from 'onnx-buf';
import type { ModelProto, TensorProto, TypeProto_Tensor, ValueInfoProto } from 'onnx-buf';
import { datatypeOfOnnx } from './datatypes.js';
import { InferenceError } from './inference-error.js';
import { bytesOfTensor, nameOfType } from './onnx-types.js';
import { walkOnnx } from './onnx-walk.js';
import { parseOnnx } from './parse-onnx.js';
import type { TensorSpec } from './tensors.js';

/** OnnxFacts is what an ONNX file says about itself, read without running it. */
export interface OnnxFacts {
  readonly irVersion: number;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly producer: { readonly name: string; readonly version: string };
  readonly graphName: string;
  /** ONNX `metadataProps`, the author's own keys and values. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly nodeCount: number;
  /** How often each operator occurs, subgraphs and functions included; outside the standard domain as `domain:Operator`. */
  readonly operators: Readonly<Record<string, number>>;
  /** Elements of all tensors stored in the file, and the bytes that they take unpacked. */
  readonly parameterCount: number;
  readonly parameterBytes: number;
  /** The same by element type (`float32`, `int64` ...), with the number of tensors. */
  readonly initialisers: Readonly<Record<string, { tensors: number; elements: number; bytes: number }>>;
  /** Operator domains that onnxruntime does not know and the file does not define: such a model cannot run here. */
  readonly customDomains: readonly string[];
}

// The domains that the onnxruntime build we ship has operators for.
const knownDomains = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);

/**
 * readOnnxFacts parses an ONNX file. It throws InferenceError 422: `not_onnx` (other or truncated bytes),
 * `external_data_refused` (weights outside the file), `unsupported_input` and `unsupported_output` (not a plain tensor).
 */
export function readOnnxFacts(bytes: Uint8Array): OnnxFacts {
  const { model, graph } = parseOnnx(bytes);
  const usage = countUsage(model);
  const initialised = new Set(graph.initializer.map((tensor) => tensor.name));
  return {
    irVersion: Number(model.irVersion),
    opsets: model.opsetImport.map(({ domain, version }) => ({ domain, version: Number(version) })),
    producer: { name: model.producerName, version: model.producerVersion },
    graphName: graph.name,
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    // Before IR version 4 every initialiser is listed as an input too.
    inputs: graph.input.filter(({ name }) => !initialised.has(name)).map((info) => tensorSpec(info, 'input')),
    outputs: graph.output.map((info) => tensorSpec(info, 'output')),
    ...usage,
  };
}

function countUsage(model: ModelProto) {
  const operators = new Map<string, number>();
  const foreign = new Map<string, string>();
  let nodeCount = 0;
  const initialisers: Record<string, { tensors: number; elements: number; bytes: number }> = {};
  walkOnnx(model, {
    node({ domain, opType }) {
      nodeCount += 1;
      const name = domain === '' || domain === 'ai.onnx' ? opType : `${domain}:${opType}`;
      operators.set(name, (operators.get(name) ?? 0) + 1);
      if (!knownDomains.has(domain)) foreign.set(name, domain);
    },
    tensor(tensor) {
      refuseExternalData(tensor);
      const counted = (initialisers[nameOfType(tensor.dataType)] ??= { tensors: 0, elements: 0, bytes: 0 });
      counted.tensors += 1;
      counted.elements += tensor.dims.reduce((count, dimension) => count * Number(dimension), 1);
      counted.bytes += bytesOfTensor(tensor);
    },
  });
  for (const { domain, name } of model.functions) foreign.delete(`${domain}:${name}`);
  return {
    nodeCount,
    parameterCount: Object.values(initialisers).reduce((sum, { elements }) => sum + elements, 0),
    parameterBytes: Object.values(initialisers).reduce((sum, { bytes }) => sum + bytes, 0),
    initialisers,
    operators: Object.fromEntries([...operators].sort(([a], [b]) => (a < b ? -1 : 1))),
    customDomains: [...new Set(foreign.values())].sort(),
  };
}

function refuseExternalData(tensor: TensorProto): void {
  if (tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL && tensor.externalData.length === 0) return;
  throw new InferenceError(
    'external_data_refused',
    422,
    `tensor "${cut(tensor.name)}" keeps its data outside the file: save the model with all tensors inside`,
  );
}

function tensorSpec(info: ValueInfoProto, side: 'input' | 'output'): TensorSpec {
  const value = info.type?.value;
  if (value?.case !== 'tensorType') {
    const kind = value?.case?.replace('Type', '') ?? 'value without type';
    const remedy = kind === 'sequence' || kind === 'map' ? ': export the model with zipmap=False' : '';
    throw unsupported(side, info.name, `is a ${kind}, only tensors can be served${remedy}`);
  }
  const { elemType } = value.value;
  const datatype = datatypeOfOnnx(elemType);
  if (!datatype) {
    const type = TensorProto_DataType[elemType] ?? `type ${elemType}`;
    throw unsupported(side, info.name, `has element type ${type}, which cannot be served`);
  }
  return { name: info.name, datatype, shape: shapeOf(value.value, info.name, side) };
}

function shapeOf(type: TypeProto_Tensor, name: string, side: 'input' | 'output'): number[] {
  if (!type.shape) {
    if (side === 'output') return [-1];
    throw unsupported(side, name, 'declares no shape: export the model with the rank of every input');
  }
  return type.shape.dim.map(({ value }) => (value.case === 'dimValue' && value.value >= 0n ? Number(value.value) : -1));
}

function unsupported(side: 'input' | 'output', name: string, problem: string): InferenceError {
  return new InferenceError(`unsupported_${side}`, 422, `${side} "${cut(name)}" ${problem}`);
}

function cut(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}...` : name;
}
