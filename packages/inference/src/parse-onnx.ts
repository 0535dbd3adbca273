import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import type { GraphProto, ModelProto } from 'onnx-buf';
import { InferenceError, messageOf } from './inference-error.js';

/** parseOnnx decodes an ONNX file; other, truncated or empty bytes are InferenceError 422 `not_onnx`. */
export function parseOnnx(bytes: Uint8Array): { model: ModelProto; graph: GraphProto } {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (error) {
    throw notOnnx(`its bytes do not parse (${messageOf(error)}); the file may be truncated`);
  }
  const { graph } = model;
  if (!graph) throw notOnnx('it holds no graph');
  if (model.irVersion <= 0n) throw notOnnx('it names no IR version');
  if (model.opsetImport.length === 0) throw notOnnx('it names no operator set; the file may be truncated');
  if (graph.output.length === 0) throw notOnnx('its graph has no outputs; the file may be truncated');
  return { model, graph };
}

function notOnnx(reason: string): InferenceError {
  return new InferenceError('not_onnx', 422, `the file is not a whole ONNX model: ${reason}`);
}
