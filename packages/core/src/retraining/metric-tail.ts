import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const LOOK_EVERY_MS = 1_000;
const PIECE_BYTES = 1_048_576;
const MOST_BYTES = 64 * PIECE_BYTES;
const MOST_LINE = 1_000;
const Line = z.object({
  name: z.string().regex(/^[\w./ -]{1,250}$/),
  value: z.number(),
  step: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});

/** TailedMetric is a value that a trainer wrote while it ran. */
export type TailedMetric = z.infer<typeof Line>;

/**
 * MetricTail reads what was added to a file of lines such as `{"name":"loss","value":0.4,"step":3}` since it was read last. What is no such line is
 * left out, as is all of a file that is none, and what goes beyond 64 MiB.
 */
export class MetricTail {
  private offset = 0;
  private rest = '';
  private readonly decoder = new TextDecoder();

  constructor(private readonly path: string) {}

  async read(): Promise<TailedMetric[]> {
    const added = await this.added();
    const lines = (this.rest + this.decoder.decode(added, { stream: true })).split('\n');
    this.rest = (lines.pop() ?? '').slice(0, MOST_LINE);
    return lines.flatMap(metricOf);
  }

  private async added(): Promise<Uint8Array> {
    const nothing = new Uint8Array();
    if (this.offset >= MOST_BYTES) return nothing;
    // A trainer may leave a link to what is not its own, or a pipe on which reading would wait for ever.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(this.path, flags).catch(() => null);
    if (file === null) return nothing;
    try {
      if (!(await file.stat()).isFile()) return nothing;
      const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, this.offset);
      this.offset += bytesRead;
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

/** followMetrics hands over what a trainer writes to a file, each second and once more when `signal` aborts. */
export async function followMetrics(
  path: string,
  take: (metrics: readonly TailedMetric[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const tail = new MetricTail(path);
  for (;;) {
    const isLast = signal.aborted;
    let metrics = await tail.read();
    for (; metrics.length > 0; metrics = await tail.read()) await take(metrics);
    if (isLast) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function metricOf(line: string): TailedMetric[] {
  try {
    const parsed = Line.safeParse(JSON.parse(line));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
