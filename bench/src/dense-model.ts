import { columnInfo, onnxFile, operator, storedFloats } from '@slipway/example-flights/onnx-graph';

const LAYERS = [30, 64, 32, 2] as const;

/** denseColumns is how many floats a row of the dense model has. */
export const [denseColumns] = LAYERS;

/** denseModel is the ONNX file of a small network, `x` [N, 30] -> 64 -> 32 -> `y` [N, 2], ReLU between; weights are fixed numbers in -0.5 to 0.5. */
export function denseModel(): Uint8Array<ArrayBuffer> {
  const layers = LAYERS.slice(1).map((width, index) => {
    const isLast = index === LAYERS.length - 2;
    const [from, sum, to] = [index === 0 ? 'x' : `h${index}`, `sum${index + 1}`, isLast ? 'y' : `h${index + 1}`];
    const [weights, bias] = [`w${index + 1}`, `b${index + 1}`];
    return {
      nodes: [
        operator('Gemm', [from, weights, bias], isLast ? to : sum),
        ...(isLast ? [] : [operator('Relu', [sum], to)]),
      ],
      stored: [
        storedFloats(weights, waves(LAYERS[index]! * width), [LAYERS[index]!, width]),
        storedFloats(bias, waves(width)),
      ],
    };
  });
  return onnxFile(
    {
      name: 'dense',
      nodes: layers.flatMap(({ nodes }) => nodes),
      stored: layers.flatMap(({ stored }) => stored),
      inputs: [columnInfo('x', 'float', denseColumns)],
      outputs: [columnInfo('y', 'float', LAYERS.at(-1)!)],
    },
    {},
  );
}

const waves = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(i + 1) / 2);
