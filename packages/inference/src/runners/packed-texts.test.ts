import { describe, expect, it } from 'vitest';
import type { Tensors } from '../tensors.js';
import { packTexts, unpackTexts } from './packed-texts.js';

const texts = (data: string[]): Tensors => ({ out: { datatype: 'BYTES', shape: [data.length, 1], data } });
const repeated = Array.from({ length: 1000 }, (_, i) => ['LAS', 'Łódź', '', 'PHL'][(i * i) % 4]!);

describe('packTexts', () => {
  it('names each text once, and unpackTexts gives all of them back', () => {
    const packed = packTexts(texts(repeated));
    expect(packed['out']).toMatchObject({ packed: { texts: ['LAS', 'Łódź'] } });
    expect(unpackTexts(packed)).toEqual(texts(repeated));
  });

  it.each([
    ['few texts', texts(['a', 'a', 'a'])],
    ['texts that are all different', texts(Array.from({ length: 1000 }, (_, i) => `text ${i}`))],
    ['numbers', { out: { datatype: 'FP32', shape: [2], data: Float32Array.of(1, 2) } } satisfies Tensors],
  ])('leaves %s as they are', (_, tensors) => {
    expect(packTexts(tensors)).toEqual(tensors);
    expect(unpackTexts(packTexts(tensors))).toEqual(tensors);
  });
});
