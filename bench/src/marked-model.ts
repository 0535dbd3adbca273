import { columnInfo, onnxFile, operator, storedFloats } from '@slipway/example-flights/onnx-graph';

const WIDE = 512;

/** markOf is what a marked model of a version adds to its input: whole numbers below 1,000 tell by the sum which version answered. */
export const markOf = (version: number): number => 1_000 * version;

/**
 * markedModel is the ONNX file of `y` = `x` + the mark of a version. With `layers` it multiplies as many 512 x 512 matrices with zeros besides, which
 * changes nothing but the time.
 */
export function markedModel(version: number, layers: number): Uint8Array<ArrayBuffer> {
  const rest = Array.from({ length: layers }, (_, at) => operator('MatMul', [`h${at}`, 'square'], `h${at + 1}`));
  const slow = [
    operator('Mul', ['x', 'zero'], 'nothing'),
    operator('MatMul', ['nothing', 'row'], 'h0'),
    ...rest,
    operator('MatMul', [`h${layers}`, 'column'], 'still_nothing'),
    operator('Add', ['marked', 'still_nothing'], 'y'),
  ];
  const ones = (name: string, shape: readonly [number, number]) =>
    storedFloats(name, new Float32Array(shape[0] * shape[1]).fill(1), shape);
  return onnxFile(
    {
      name: 'marked',
      nodes: [operator('Add', ['x', 'mark'], layers > 0 ? 'marked' : 'y'), ...(layers > 0 ? slow : [])],
      stored: [
        storedFloats('mark', [markOf(version)], [1]),
        ...(layers > 0
          ? [
              storedFloats('zero', [0], [1]),
              ones('row', [1, WIDE]),
              ones('square', [WIDE, WIDE]),
              ones('column', [WIDE, 1]),
            ]
          : []),
      ],
      inputs: [columnInfo('x', 'float')],
      outputs: [columnInfo('y', 'float')],
    },
    {},
  );
}
