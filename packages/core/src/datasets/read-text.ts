import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { unreadable } from './unreadable.js';

const CHUNK = 256 * 1024;
const LF = 10;

/** BytesRead hears how many bytes of the file have been read. */
export type BytesRead = (bytes: number) => void;

/** readText streams a UTF-8 file without its byte order mark; bytes that are no UTF-8 are `dataset_invalid` with their line. */
export async function* readText(path: string, onBytes: BytesRead = () => {}): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    const bytes: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    const whole = wholeCharacters(bytes);
    yield await decode(path, bytes.subarray(0, whole), offset);
    rest = Buffer.from(bytes.subarray(whole));
    offset += whole;
    onBytes(offset);
  }
  if (rest.length > 0) yield await decode(path, rest, offset);
}

async function decode(path: string, bytes: Buffer, offset: number): Promise<string> {
  if (!isUtf8(bytes)) throw await invalidBytes(path, offset + firstInvalid(bytes));
  const text = bytes.toString('utf8');
  return offset === 0 && text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** How many bytes are whole characters: at most the last three may belong to a character that goes on in the next chunk. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (needed > 0) return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Where the first wrong byte is: decoding puts U+FFFD there, which a file may also hold rightly, as EF BF BD. */
function firstInvalid(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf('\uFFFD'); at !== -1; at = text.indexOf('\uFFFD', at + 1)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (bytes.readUIntBE(offset, Math.min(3, bytes.length - offset)) !== 0xefbfbd) return offset;
    from = at;
  }
  return offset;
}

async function invalidBytes(path: string, offset: number): Promise<Error> {
  let line = 1;
  let lineStart = 0;
  let at = 0;
  for await (const chunk of createReadStream(path, { end: Math.max(0, offset - 1) })) {
    const bytes = chunk as Buffer;
    for (let next = bytes.indexOf(LF); next !== -1; next = bytes.indexOf(LF, next + 1)) {
      line += 1;
      lineStart = at + next + 1;
    }
    at += bytes.length;
  }
  return unreadable(`byte ${offset - lineStart + 1} of the line is not UTF-8; save the file as UTF-8`, line);
}
