import { create, toBinary } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  ValueInfoProtoSchema,
} from 'onnx-buf';

/** imageModel is the ONNX file of a model that takes pictures, `pixels` [N, 3, side, side], and gives their mean colour, `colour` [N, 3]. */
export function imageModel(side: number): Uint8Array<ArrayBuffer> {
  const graph = create(GraphProtoSchema, {
    name: 'image',
    input: [floats('pixels', [3, side, side])],
    output: [floats('colour', [3])],
    node: [
      create(NodeProtoSchema, { opType: 'GlobalAveragePool', input: ['pixels'], output: ['pooled'] }),
      create(NodeProtoSchema, { opType: 'Flatten', input: ['pooled'], output: ['colour'] }),
    ],
  });
  const opsetImport = [create(OperatorSetIdProtoSchema, { domain: '', version: 21n })];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 10n, opsetImport, graph }));
}

function floats(name: string, sizes: readonly number[]) {
  const rows = { value: { case: 'dimParam', value: 'N' } } as const;
  const dim = [rows, ...sizes.map((size) => ({ value: { case: 'dimValue', value: BigInt(size) } }) as const)];
  const value = { elemType: TensorProto_DataType.FLOAT, shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value } } });
}
