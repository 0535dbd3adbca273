import type { Tensor, Tensors } from '../tensors.js';

/** PackedTexts are the elements of a BYTES tensor as places in a list that names each text once. */
export interface PackedTexts {
  readonly texts: readonly string[];
  readonly places: Uint16Array;
}

/** PackedTensors are tensors as they go from process to process. */
export type PackedTensors = Readonly<
  Record<string, Tensor | (Omit<Tensor, 'data'> & { readonly packed: PackedTexts })>
>;

const FEWEST = 64;
const MOST_TEXTS = 65_536;

/**
 * packTexts names texts that come again and again (categories of many rows) once, because a process writes and reads numbers a hundred times
 * as fast as texts. Few texts, and lists of which more than half are different, stay as they are.
 */
export function packTexts(tensors: Tensors): PackedTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const packed = tensor.datatype === 'BYTES' ? packed16(tensor.data as readonly string[]) : null;
      return [name, packed === null ? tensor : { datatype: tensor.datatype, shape: tensor.shape, packed }];
    }),
  );
}

/** unpackTexts is the inverse of packTexts. */
export function unpackTexts(tensors: PackedTensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      if (!('packed' in tensor)) return [name, tensor];
      const { texts, places } = tensor.packed;
      const data = Array.from(places, (place) => texts[place]!);
      return [name, { datatype: tensor.datatype, shape: tensor.shape, data }];
    }),
  );
}

function packed16(texts: readonly string[]): PackedTexts | null {
  if (texts.length < FEWEST) return null;
  const most = Math.min(MOST_TEXTS, texts.length / 2);
  const known = new Map<string, number>();
  const places = new Uint16Array(texts.length);
  for (let at = 0; at < texts.length; at += 1) {
    let place = known.get(texts[at]!);
    if (place === undefined) {
      if (known.size >= most) return null;
      place = known.size;
      known.set(texts[at]!, place);
    }
    places[at] = place;
  }
  return { texts: [...known.keys()], places };
}
