import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf';
import { matrix } from './linear-model.js';

/**
 * lookupModel is the ONNX file of a model that takes memory, four bytes a value, and little time: `probability` [N,1] is
 * `values[trunc(features[N,0])]` of `features` [N,2].
 */
export function lookupModel(values: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const graph = create(GraphProtoSchema, {
    name: 'lookup',
    input: [matrix('features', 2)],
    output: [matrix('probability', 1)],
    initializer: [
      tensor('values', [values.length, 1], TensorProto_DataType.FLOAT, new Uint8Array(values.buffer)),
      tensor('first', [], TensorProto_DataType.INT64, new Uint8Array(8)),
    ],
    node: [
      create(NodeProtoSchema, {
        opType: 'Gather',
        input: ['features', 'first'],
        output: ['column'],
        attribute: [attribute('axis', 1)],
      }),
      create(NodeProtoSchema, {
        opType: 'Cast',
        input: ['column'],
        output: ['place'],
        attribute: [attribute('to', TensorProto_DataType.INT64)],
      }),
      create(NodeProtoSchema, { opType: 'Gather', input: ['values', 'place'], output: ['probability'] }),
    ],
  });
  const opsetImport = [create(OperatorSetIdProtoSchema, { domain: '', version: 21n })];
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 10n, opsetImport, graph }));
}

function tensor(name: string, dims: readonly number[], dataType: number, rawData: Uint8Array<ArrayBuffer>) {
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType, rawData });
}

function attribute(name: string, value: number) {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) });
}
