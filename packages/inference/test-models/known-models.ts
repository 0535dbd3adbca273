import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TensorProto_DataType } from 'onnx-buf';
import type { ModelProto } from 'onnx-buf';
import {
  floatTensor,
  graph,
  graphAttribute,
  int64Scalar,
  intAttribute,
  model,
  node,
  onnxBytes,
  tensorInfo,
} from './build-model.js';

const { FLOAT, INT64, STRING, BOOL } = TensorProto_DataType;

/** logisticModel is probability = sigmoid(2 x0 - x1 + 0.5), over `features` [N,2], output [N,1]. */
export function logisticModel(metadata: Record<string, string> = {}, batch: number | string = 'N'): ModelProto {
  return model(
    graph({
      input: [tensorInfo('features', FLOAT, [batch, 2])],
      output: [tensorInfo('probability', FLOAT, [batch, 1])],
      initializer: [floatTensor('weights', [2, 1], [2, -1]), floatTensor('bias', [1], [0.5])],
      node: [
        node('MatMul', ['features', 'weights'], ['product']),
        node('Add', ['product', 'bias'], ['logit']),
        node('Sigmoid', ['logit'], ['probability']),
      ],
    }),
    metadata,
  );
}

/** classifierModel has what scikit-learn exports have: `label` INT64 [N] and `probabilities` FP32 [N,3]. */
export function classifierModel(): ModelProto {
  return model(
    graph({
      input: [tensorInfo('x', FLOAT, ['N', 2])],
      output: [tensorInfo('label', INT64, ['N']), tensorInfo('probabilities', FLOAT, ['N', 3])],
      initializer: [floatTensor('weights', [2, 3], [1, 0, -1, 0, 1, -1])],
      node: [
        node('MatMul', ['x', 'weights'], ['logits']),
        node('Softmax', ['logits'], ['probabilities'], [intAttribute('axis', 1)]),
        node('ArgMax', ['probabilities'], ['label'], [intAttribute('axis', 1), intAttribute('keepdims', 0)]),
      ],
    }),
  );
}

/** logModel is natural logarithm of `x` [N]: NaN below zero, minus infinity at zero. */
export function logModel(): ModelProto {
  return model(
    graph({
      input: [tensorInfo('x', FLOAT, ['N'])],
      output: [tensorInfo('y', FLOAT, ['N'])],
      node: [node('Log', ['x'], ['y'])],
    }),
  );
}

/** echoModel gives back a string, an integer and a boolean column as they came. */
export function echoModel(): ModelProto {
  const columns = [
    ['text', STRING],
    ['count', INT64],
    ['flag', BOOL],
  ] as const;
  return model(
    graph({
      input: columns.map(([name, type]) => tensorInfo(name, type, ['N'])),
      output: columns.map(([name, type]) => tensorInfo(`${name}_out`, type, ['N'])),
      node: columns.map(([name]) => node('Identity', [name], [`${name}_out`])),
    }),
  );
}

/** loopModel adds 1 to the scalar `x` as often as `rounds` says: 2^40 is for ever. */
export function loopModel(rounds: bigint): ModelProto {
  const body = graph({
    input: [tensorInfo('round', INT64, []), tensorInfo('go', BOOL, []), tensorInfo('sum', FLOAT, [])],
    output: [tensorInfo('go_on', BOOL, []), tensorInfo('next', FLOAT, [])],
    initializer: [floatTensor('one', [], [1])],
    node: [node('Identity', ['go'], ['go_on']), node('Add', ['sum', 'one'], ['next'])],
  });
  return model(
    graph({
      input: [tensorInfo('x', FLOAT, [])],
      output: [tensorInfo('y', FLOAT, [])],
      initializer: [int64Scalar('rounds', rounds)],
      node: [node('Loop', ['rounds', '', 'x'], ['y'], [graphAttribute('body', body)])],
    }),
  );
}

/** writeModel puts a model into a new temporary folder and gives its path. */
export async function writeModel(proto: ModelProto | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'slipway-model-')), 'model.onnx');
  await writeFile(path, proto instanceof Uint8Array ? proto : onnxBytes(proto));
  return path;
}
