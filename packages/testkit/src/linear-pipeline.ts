import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, type AttributeProto, type ModelProto } from 'onnx-buf';

/** LinearPipeline is what a scikit-learn pipeline learnt: how it fills and scales numbers, and the weights of its logistic regression. */
export interface LinearPipeline {
  medians: number[];
  offset: number[];
  scale: number[];
  weights: number[];
  intercept: number;
}

/** readLinearPipeline reads a pipeline that skl2onnx exported: Imputer, Scaler and a LinearClassifier of two classes. */
export function readLinearPipeline(model: Uint8Array): LinearPipeline {
  const onnx = fromBinary(ModelProtoSchema, model);
  const both = attribute(onnx, 'LinearClassifier', 'coefficients').floats;
  return {
    medians: attribute(onnx, 'Imputer', 'imputed_value_floats').floats,
    offset: attribute(onnx, 'Scaler', 'offset').floats,
    scale: attribute(onnx, 'Scaler', 'scale').floats,
    weights: both.slice(both.length / 2),
    intercept: attribute(onnx, 'LinearClassifier', 'intercepts').floats[1] ?? 0,
  };
}

/** withWeights is the same pipeline with other weights; the first class gets them with the opposite sign. */
export function withWeights(model: Uint8Array, weights: readonly number[], intercept: number): Uint8Array<ArrayBuffer> {
  const onnx = fromBinary(ModelProtoSchema, model);
  attribute(onnx, 'LinearClassifier', 'coefficients').floats = [...weights.map((weight) => -weight), ...weights];
  attribute(onnx, 'LinearClassifier', 'intercepts').floats = [-intercept, intercept];
  return toBinary(ModelProtoSchema, onnx);
}

/** withoutCategory is the same pipeline after its encoder forgot a category and fails on what it does not know: it loads and is broken. */
export function withoutCategory(model: Uint8Array, forgotten: string): Uint8Array<ArrayBuffer> {
  const onnx = fromBinary(ModelProtoSchema, model);
  for (const { opType, attribute: attributes } of onnx.graph?.node ?? []) {
    const categories = attributes.find(({ name }) => name === 'cats_strings');
    const zeros = attributes.find(({ name }) => name === 'zeros');
    if (opType !== 'OneHotEncoder' || categories === undefined || zeros === undefined) continue;
    const names = categories.strings.map((bytes) => Buffer.from(bytes).toString());
    if (!names.includes(forgotten)) continue;
    categories.strings = names.map((name) => Buffer.from(name === forgotten ? `no ${name}` : name));
    zeros.i = 0n;
  }
  return toBinary(ModelProtoSchema, onnx);
}

function attribute(onnx: ModelProto, opType: string, name: string): AttributeProto {
  const node = onnx.graph?.node.find((one) => one.opType === opType);
  const found = node?.attribute.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the model has no ${opType} with ${name}`);
  return found;
}
