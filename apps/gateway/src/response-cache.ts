import { createHash } from 'node:crypto';
import type { Tensors } from '@slipway/inference';

const ENTRY_BYTES = 512;

interface Entry {
  versionId: string;
  outputs: Tensors;
  bytes: number;
  expiresAtMs: number;
}

/** CacheKey says whose answer to which inputs is meant: by endpoint, version, inputs and the outputs that are asked for. */
export interface CacheKey {
  versionId: string;
  text: string;
}

/** cacheKey digests the inputs as the model gets them; names, types and shapes count as well as values. */
export function cacheKey(
  endpointId: string,
  versionId: string,
  feeds: Tensors,
  outputs: readonly string[] = [],
): CacheKey {
  const hash = createHash('sha256').update(JSON.stringify([endpointId, versionId, outputs]));
  for (const name of Object.keys(feeds).toSorted()) {
    const { datatype, shape, data } = feeds[name]!;
    hash.update(JSON.stringify([name, datatype, shape]));
    hash.update(
      Array.isArray(data) ? JSON.stringify(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    );
  }
  return { versionId, text: hash.digest('base64') };
}

/** ResponseCache keeps outputs of models in memory, at most `mostBytes` of them; the longest unused go first. */
export class ResponseCache {
  private readonly entries = new Map<string, Entry>();
  private readonly underWay = new Map<string, Promise<Tensors>>();
  private held = 0;

  constructor(
    private readonly mostBytes: number,
    private readonly nowMs: () => number,
  ) {}

  /** bytes is about how much memory the entries take. */
  get bytes(): number {
    return this.held;
  }

  /** get returns the outputs that were kept, or null. */
  get({ text }: CacheKey): Tensors | null {
    const entry = this.entries.get(text);
    if (entry === undefined) return null;
    this.drop(text, entry);
    if (this.nowMs() >= entry.expiresAtMs) return null;
    this.hold(text, entry);
    return entry.outputs;
  }

  /** once runs what nobody runs for the same key yet, else it waits for that run (`isShared`); who shares one that fails runs for himself. */
  async once({ text }: CacheKey, run: () => Promise<Tensors>): Promise<{ outputs: Tensors; isShared: boolean }> {
    const shared = await this.underWay.get(text)?.catch(() => null);
    if (shared != null) return { outputs: shared, isShared: true };
    const own = run();
    this.underWay.set(text, own);
    try {
      return { outputs: await own, isShared: false };
    } finally {
      if (this.underWay.get(text) === own) this.underWay.delete(text);
    }
  }

  /** set keeps outputs for so many seconds; what would fill more than a tenth of the memory is not kept. */
  set({ text, versionId }: CacheKey, outputs: Tensors, seconds: number): void {
    const bytes = bytesOf(outputs);
    if (bytes > this.mostBytes / 10) return;
    const before = this.entries.get(text);
    if (before !== undefined) this.drop(text, before);
    this.hold(text, { versionId, outputs, bytes, expiresAtMs: this.nowMs() + seconds * 1_000 });
    for (const [oldest, entry] of this.entries) {
      if (this.held <= this.mostBytes) return;
      this.drop(oldest, entry);
    }
  }

  /** keepOnly drops the answers of versions that left. */
  keepOnly(versionIds: ReadonlySet<string>): void {
    for (const [text, entry] of this.entries) if (!versionIds.has(entry.versionId)) this.drop(text, entry);
  }

  private hold(text: string, entry: Entry): void {
    this.entries.set(text, entry);
    this.held += entry.bytes;
  }

  private drop(text: string, entry: Entry): void {
    this.entries.delete(text);
    this.held -= entry.bytes;
  }
}

function bytesOf(outputs: Tensors): number {
  return Object.values(outputs).reduce(
    (sum, { data }) =>
      sum + (Array.isArray(data) ? data.reduce((all, text) => all + 16 + 2 * text.length, 0) : data.byteLength),
    ENTRY_BYTES,
  );
}
