import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { AttributeProto, NodeProto, TensorProto, ValueInfoProto } from 'onnx-buf';

/** OnnxGraph is what a model file is made of: nodes in the order they run, stored tensors, and declared inputs and outputs. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: NodeProto[];
  readonly stored?: TensorProto[];
  readonly inputs: ValueInfoProto[];
  readonly outputs: ValueInfoProto[];
}

/** mlDomain is the operator domain of classical machine learning. */
export const mlDomain = 'ai.onnx.ml';

/** onnxFile are the bytes of a model: IR version 10, operator sets 21 and ai.onnx.ml 3. The same graph gives the same bytes. */
export function onnxFile(
  { name, nodes, stored, inputs, outputs }: OnnxGraph,
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const graph = create(GraphProtoSchema, {
    name,
    node: nodes,
    initializer: stored ?? [],
    input: inputs,
    output: outputs,
  });
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'slipway-example-flights',
    opsetImport: [
      create(OperatorSetIdProtoSchema, { domain: '', version: 21n }),
      create(OperatorSetIdProtoSchema, { domain: mlDomain, version: 3n }),
    ],
    graph,
    metadataProps: Object.entries(metadata).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
  });
  return toBinary(ModelProtoSchema, model);
}

/** columnInfo declares an input or output of shape [N, columns]. */
export function columnInfo(name: string, type: 'float' | 'string', columns = 1): ValueInfoProto {
  const elemType = type === 'float' ? DataType.FLOAT : DataType.STRING;
  const dim = [
    { value: { case: 'dimParam', value: 'N' } as const },
    { value: { case: 'dimValue', value: BigInt(columns) } as const },
  ];
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } },
  });
}

/** operator is one node with one output. */
export function operator(
  opType: string,
  input: string[],
  output: string,
  attribute: AttributeProto[] = [],
  domain = '',
): NodeProto {
  return create(NodeProtoSchema, { opType, input, output: [output], attribute, domain, name: output });
}

/** storedFloats is a stored tensor of 32-bit floats, row-major; a vector when no `shape` is given. */
export function storedFloats(
  name: string,
  values: ArrayLike<number>,
  shape: readonly number[] = [values.length],
): TensorProto {
  const rawData = new Uint8Array(Float32Array.from(values).buffer);
  return create(TensorProtoSchema, { name, dims: shape.map(BigInt), dataType: DataType.FLOAT, rawData });
}

/** integer is an integer attribute. */
export function integer(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value) });
}

/** integers is an attribute of integers. */
export function integers(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: values.map(BigInt) });
}

/** float is an attribute of one 32-bit float. */
export function float(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value });
}

/** floats is an attribute of 32-bit floats. */
export function floats(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...values] });
}

/** text is a text attribute. */
export function text(name: string, value: string): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) });
}

/** texts is an attribute of texts. */
export function texts(name: string, values: readonly string[]): AttributeProto {
  const encoder = new TextEncoder();
  return create(AttributeProtoSchema, {
    name,
    type: AttributeType.STRINGS,
    strings: values.map((value) => encoder.encode(value)),
  });
}
