import { columnInfo, onnxFile, operator, storedFloats } from '@slipway/example-flights/onnx-graph';

/**
 * flakyModel is the ONNX file of y = log(x - share): for x drawn evenly from 0..1 its answer is not a number, and so a failed request, with the
 * probability `share`.
 */
export function flakyModel(share: number): Uint8Array<ArrayBuffer> {
  return onnxFile(
    {
      name: 'flaky',
      nodes: [operator('Sub', ['x', 'share'], 'rest'), operator('Log', ['rest'], 'y')],
      stored: [storedFloats('share', [share], [1])],
      inputs: [columnInfo('x', 'float')],
      outputs: [columnInfo('y', 'float')],
    },
    {},
  );
}
