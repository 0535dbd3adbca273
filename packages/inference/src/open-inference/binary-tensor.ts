import { endianness } from 'node:os';
import { datatypes } from '../datatypes.js';
import type { Datatype, NumericArray } from '../datatypes.js';
import { InferenceError } from '../inference-error.js';
import { elementCount } from '../tensors.js';
import type { Tensor, TensorData } from '../tensors.js';

// The wire is little-endian and typed arrays are of the machine: they agree everywhere onnxruntime runs.
if (endianness() !== 'LE') throw new Error('binary tensors need a little-endian machine');

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * readBinaryTensor reads the raw bytes of a tensor of the binary tensor data extension: little-endian, row-major, no
 * padding, a BYTES element as its uint32 length and its UTF-8. Throws `invalid_tensor` (400) with `path` when the bytes
 * are too few, too many, or hold a string that is not UTF-8 or has a NUL, which the runtime would cut.
 */
export function readBinaryTensor(
  datatype: Datatype,
  shape: readonly number[],
  bytes: Uint8Array,
  path: string,
): Tensor {
  const count = elementCount(shape);
  if (count === null) throw invalid(path, `shape [${shape.join(',')}] is not possible`);
  const data = datatype === 'BYTES' ? readStrings(bytes, count, path) : readNumbers(datatype, bytes, count, path);
  return { datatype, shape, data };
}

/** binaryTensorBytes are the raw bytes of a tensor as the binary tensor data extension wants them. */
export function binaryTensorBytes({ datatype, data }: Tensor): Uint8Array {
  if (datatype === 'BYTES') return lengthPrefixed((data as readonly string[]).map((text) => Buffer.from(text, 'utf8')));
  const { buffer, byteOffset, byteLength } = data as NumericArray;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function readNumbers(datatype: Exclude<Datatype, 'BYTES'>, bytes: Uint8Array, count: number, path: string): TensorData {
  const facts = datatypes[datatype];
  if (bytes.byteLength !== count * facts.bytes) {
    throw invalid(path, `${count} elements of ${datatype} are ${count * facts.bytes} bytes, got ${bytes.byteLength}`);
  }
  if (datatype === 'BOOL' && bytes.some((byte) => byte > 1)) throw invalid(path, 'a BOOL byte must be 0 or 1');
  // A copy, because a typed array must start at a multiple of its element size, and the body may be reused.
  return new facts.array(new Uint8Array(bytes).buffer, 0, count);
}

function readStrings(bytes: Uint8Array, count: number, path: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: string[] = [];
  let position = 0;
  while (position < bytes.byteLength) {
    const start = position + 4;
    const end = start <= bytes.byteLength ? start + view.getUint32(position, true) : Number.POSITIVE_INFINITY;
    if (end > bytes.byteLength) throw invalid(path, `element ${strings.length} ends after the last byte`);
    if (strings.length === count) throw invalid(path, `more than the ${count} elements of its shape`);
    strings.push(readString(bytes.subarray(start, end), strings.length, path));
    position = end;
  }
  if (strings.length < count) throw invalid(path, `its shape needs ${count} elements, got ${strings.length}`);
  return strings;
}

function readString(bytes: Uint8Array, index: number, path: string): string {
  if (bytes.includes(0)) throw invalid(path, `element ${index} has a NUL character`);
  try {
    return utf8.decode(bytes);
  } catch {
    throw invalid(path, `element ${index} is not UTF-8`);
  }
}

/** lengthPrefixed joins the elements of a BYTES tensor, each behind its length. */
export function lengthPrefixed(elements: readonly Uint8Array[]): Uint8Array {
  const parts = elements.flatMap((bytes) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.byteLength);
    return [length, bytes];
  });
  return Buffer.concat(parts);
}

function invalid(path: string, message: string): InferenceError {
  return new InferenceError('invalid_tensor', 400, `${path}: ${message}`, [{ path, message }]);
}
