import type { ModelProto } from 'onnx-buf';
import { TensorProto_DataType } from 'onnx-buf';
import {
  floatTensor,
  graph,
  model,
  node,
  onnxBytes,
  tensorInfo,
} from '../../../packages/inference/test-models/build-model.js';

/** flightSchema is what people know about the models below. */
export const flightSchema = {
  task: 'classification',
  features: [
    { name: 'distance', type: 'numeric' },
    { name: 'carrier', type: 'categorical', categories: ['AA', 'WN'] },
  ],
  outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
};

/** lateFlights is probability = sigmoid(distance - carrier), a working model. */
export const lateFlights = (): Uint8Array => onnxBytes(flightModel('Sigmoid', [1, -1]));

/** laterFlights is another that works: sigmoid(2 distance - carrier). */
export const laterFlights = (): Uint8Array => onnxBytes(flightModel('Sigmoid', [2, -1]));

/** brokenFlights loads and runs, and answers NaN wherever distance is below zero. */
export const brokenFlights = (): Uint8Array => onnxBytes(flightModel('Log', [1, 0]));

/** swappedFlights takes the same columns in another order, under another input name. */
export const swappedFlights = (): Uint8Array => onnxBytes(flightModel('Sigmoid', [-1, 1], 'columns'));

/** swappedSchema belongs to swappedFlights. */
export const swappedSchema = { ...flightSchema, features: flightSchema.features.toReversed() };

function flightModel(squash: string, weights: [number, number], input = 'features'): ModelProto {
  return model(
    graph({
      input: [tensorInfo(input, TensorProto_DataType.FLOAT, ['N', 2])],
      output: [tensorInfo('probability', TensorProto_DataType.FLOAT, ['N', 1])],
      initializer: [floatTensor('weights', [2, 1], weights)],
      node: [node('MatMul', [input, 'weights'], ['sum']), node(squash, ['sum'], ['probability'])],
    }),
  );
}
