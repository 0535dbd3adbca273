/** The reference of the evaluation benchmark: one process that reads a table and runs the model. argv: model file, table (CSV, JSON lines or Parquet); prints its times. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, type DecodedArray } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import ort from 'onnxruntime-node';

const [, , modelFile = '', tableFile = ''] = process.argv;
const BATCH = 5_000;
const SPAN = 10 * BATCH;
const session = await ort.InferenceSession.create(modelFile, { intraOpNumThreads: 1 });
const numeric = new Set(['departure_minute', 'distance']);

let [runMs, scores] = [0, 0];

/** Runs the model on the columns that it asks for, of so many rows. */
async function run(rows: number, column: (name: string) => ArrayLike<unknown>): Promise<void> {
  const shape = [rows, 1];
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => {
      const tensor = numeric.has(name)
        ? new ort.Tensor('float32', Float32Array.from(column(name), Number), shape)
        : new ort.Tensor('string', column(name) as string[], shape);
      return [name, tensor];
    }),
  );
  const from = performance.now();
  const outputs = await session.run(feeds);
  runMs += performance.now() - from;
  scores += outputs[session.outputNames[0]!]!.data.length;
}

async function scoreCsv(): Promise<void> {
  let columns: string[] = [];
  let rows: string[][] = [];
  const column = (name: string): string[] => rows.map((fields) => fields[columns.indexOf(name)]!);
  for await (const line of createInterface({ input: createReadStream(tableFile), crlfDelay: Infinity })) {
    if (columns.length === 0) columns = line.split(',');
    else rows.push(line.split(','));
    if (rows.length < BATCH) continue;
    await run(rows.length, column);
    rows = [];
  }
  if (rows.length > 0) await run(rows.length, column);
}

async function scoreJsonLines(): Promise<void> {
  let rows: Record<string, unknown>[] = [];
  const column = (name: string): unknown[] => rows.map((row) => row[name]);
  for await (const line of createInterface({ input: createReadStream(tableFile), crlfDelay: Infinity })) {
    rows.push(JSON.parse(line) as Record<string, unknown>);
    if (rows.length < BATCH) continue;
    await run(rows.length, column);
    rows = [];
  }
  if (rows.length > 0) await run(rows.length, column);
}

async function scoreParquet(): Promise<void> {
  const file = await asyncBufferFromFile(tableFile);
  const metadata = await parquetMetadataAsync(file);
  const all = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < all; rowStart += SPAN) {
    const rowEnd = Math.min(all, rowStart + SPAN);
    const columns = new Map(
      session.inputNames.map((name) => [name, Array.from<unknown>({ length: rowEnd - rowStart })]),
    );
    await parquetRead({
      file,
      metadata,
      compressors,
      rowStart,
      rowEnd,
      columns: [...columns.keys()],
      onChunk: ({ columnName, columnData, rowStart: first }) =>
        copy(columnData, first - rowStart, columns.get(columnName)!),
    });
    for (let at = 0; at < rowEnd - rowStart; at += BATCH)
      await run(Math.min(BATCH, rowEnd - rowStart - at), (name) => columns.get(name)!.slice(at, at + BATCH));
  }
}

/** Pages reach beyond the span. */
function copy(from: DecodedArray, offset: number, to: unknown[]): void {
  const end = Math.min(from.length, to.length - offset);
  for (let at = Math.max(0, -offset); at < end; at += 1) to[at + offset] = from[at];
}

const from = performance.now();
const cpu = process.cpuUsage();
if (tableFile.endsWith('.parquet')) await scoreParquet();
else if (tableFile.endsWith('.jsonl')) await scoreJsonLines();
else await scoreCsv();
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000;
process.stdout.write(JSON.stringify({ scores, runMs, totalMs: performance.now() - from, cpuMs }));
