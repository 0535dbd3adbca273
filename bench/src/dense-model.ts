import { columnInfo, onnxFile, operator, storedFloats } from '@slipway/example-flights/onnx-graph';

const HIDDEN = [64, 32] as const;
const OUTPUTS = 2;

/** denseColumns is how many floats a row of the dense model has. */
export const denseColumns = 30;

/**
 * denseModel is the ONNX file of a network, `x` [N, 30] -> hidden layers (64, 32 unless told) -> `y` [N, 2], ReLU between; weights are fixed numbers in -0.5
 * to 0.5.
 */
export function denseModel(hidden: readonly number[] = HIDDEN): Uint8Array<ArrayBuffer> {
  const widths = [denseColumns, ...hidden, OUTPUTS];
  const layers = widths.slice(1).map((width, index) => {
    const isLast = index === widths.length - 2;
    const [from, sum, to] = [index === 0 ? 'x' : `h${index}`, `sum${index + 1}`, isLast ? 'y' : `h${index + 1}`];
    const [weights, bias] = [`w${index + 1}`, `b${index + 1}`];
    return {
      nodes: [
        operator('Gemm', [from, weights, bias], isLast ? to : sum),
        ...(isLast ? [] : [operator('Relu', [sum], to)]),
      ],
      stored: [
        storedFloats(weights, waves(widths[index]! * width), [widths[index]!, width]),
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
      outputs: [columnInfo('y', 'float', OUTPUTS)],
    },
    {},
  );
}

const waves = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(i + 1) / 2);
