import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto } from 'onnx-buf';

/** tensorInfo declares a graph input or output; a text in `shape` is a symbolic dimension. */
export function tensorInfo(
  name: string,
  elemType: TensorProto_DataType,
  shape: readonly (number | string)[],
): ValueInfoProto {
  const dim = shape.map((size) => ({
    value:
      typeof size === 'number'
        ? ({ case: 'dimValue', value: BigInt(size) } as const)
        : ({ case: 'dimParam', value: size } as const),
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } },
  });
}

/** node is one operator of a graph. */
export function node(
  opType: string,
  input: string[],
  output: string[],
  attribute: AttributeProto[] = [],
  domain = '',
): NodeProto {
  return create(NodeProtoSchema, { opType, input, output, attribute, domain, name: output.join('-') });
}

/** floatTensor is a stored FP32 tensor. */
export function floatTensor(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  const rawData = new Uint8Array(new Float32Array(values).buffer);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: TensorProto_DataType.FLOAT, rawData });
}

/** int64Scalar is a stored INT64 scalar. */
export function int64Scalar(name: string, value: bigint): TensorProto {
  return create(TensorProtoSchema, { name, dataType: TensorProto_DataType.INT64, int64Data: [value] });
}

/** intAttribute is an integer attribute of a node. */
export function intAttribute(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
}

/** graphAttribute is a subgraph of a node. */
export function graphAttribute(name: string, g: GraphProto): AttributeProto {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.GRAPH, g });
}

/** graph joins nodes, stored tensors, inputs and outputs. */
export function graph(parts: Partial<Pick<GraphProto, 'node' | 'initializer' | 'input' | 'output'>>): GraphProto {
  return create(GraphProtoSchema, { name: 'graph', ...parts });
}

/** model wraps a graph, at IR version 10 and operator set 21. */
export function model(main: GraphProto, metadata: Record<string, string> = {}): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'slipway-tests',
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: 21n })],
    graph: main,
    metadataProps: Object.entries(metadata).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value })),
  });
}

/** onnxBytes are the bytes of a model's file. */
export function onnxBytes(proto: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, proto);
}
