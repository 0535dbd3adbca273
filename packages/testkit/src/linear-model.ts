import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';

/** LinearModel says what a model computes: `probability` [N,1] = squash(input [N,k] x weights). */
export interface LinearModel {
  weights: readonly number[];
  /** `Log` answers NaN wherever the sum is below zero: it loads, runs and is broken. */
  squash: 'Sigmoid' | 'Log';
  /** Name of the input; `features` unless told. */
  input?: string;
}

/** linearModel is the ONNX file of a small real model. */
export function linearModel({ weights, squash, input = 'features' }: LinearModel): Uint8Array<ArrayBuffer> {
  const rawData = new Uint8Array(new Float32Array(weights).buffer);
  const dims = [weights.length, 1];
  const graph = create(GraphProtoSchema, {
    name: 'linear',
    input: [matrix(input, weights.length)],
    output: [matrix('probability', 1)],
    initializer: [
      create(TensorProtoSchema, {
        name: 'weights',
        dims: dims.map(BigInt),
        dataType: TensorProto_DataType.FLOAT,
        rawData,
      }),
    ],
    node: [
      create(NodeProtoSchema, { opType: 'MatMul', input: [input, 'weights'], output: ['sum'] }),
      create(NodeProtoSchema, { opType: squash, input: ['sum'], output: ['probability'] }),
    ],
  });
  const opsetImport = [create(OperatorSetIdProtoSchema, { domain: '', version: 21n })];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 10n, opsetImport, graph }));
}

/** matrix describes an input or output of floats, [N, columns]. */
export function matrix(name: string, columns: number) {
  const rows = { value: { case: 'dimParam', value: 'N' } } as const;
  const dim = [rows, { value: { case: 'dimValue', value: BigInt(columns) } } as const];
  const value = { elemType: TensorProto_DataType.FLOAT, shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value } } });
}
