const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** TarEntry is one file of an archive; `content` yields exactly `sizeBytes` bytes. */
export interface TarEntry {
  path: string;
  sizeBytes: number;
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * writeTar streams files as a tar archive (POSIX.1-1988 ustar), one after the other and never whole. Times are 0 and owners root, so that equal
 * files make equal archives. A path that ustar cannot hold, or content of another length than told, throws.
 */
export async function* writeTar(entries: AsyncIterable<TarEntry> | Iterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const { path, sizeBytes, content } of entries) {
    yield headerOf(path, sizeBytes);
    let written = 0;
    for await (const chunk of content) {
      written += chunk.byteLength;
      yield chunk;
    }
    if (written !== sizeBytes) throw new RangeError(`${path} has ${written} bytes, not ${sizeBytes}`);
    yield Buffer.alloc((BLOCK - (sizeBytes % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function headerOf(path: string, sizeBytes: number): Buffer {
  const { name, prefix } = splitPath(path);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  writeSize(header, sizeBytes);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** Eleven octal digits end at 8 GiB; larger files are written in base 256, as GNU tar began it and all read it. */
function writeSize(header: Buffer, sizeBytes: number): void {
  const octal = sizeBytes.toString(8);
  if (octal.length <= 11) header.write(`${octal.padStart(11, '0')}\0`, 124);
  else {
    header.writeBigUInt64BE(BigInt(sizeBytes), 128);
    header[124] = 0x80;
  }
}

/** A long path is cut at a slash into a prefix and a name. */
function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= NAME_BYTES) return { name: path, prefix: '' };
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= PREFIX_BYTES && name !== '' && Buffer.byteLength(name) <= NAME_BYTES)
      return { name, prefix };
  }
  throw new RangeError(`${path} is too long for an archive`);
}
