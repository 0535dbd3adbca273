/** The reference of the evaluation benchmark: one process that reads a table and runs the model. argv: model file, table (CSV, JSON lines or Parquet); prints its times. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import ort from 'onnxruntime-node';

const [, , modelFile = '', tableFile = ''] = process.argv;
const BATCH = 5_000;
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

/** Row group by row group, so that no page is decoded twice. */
async function scoreParquet(): Promise<void> {
  const file = await asyncBufferFromFile(tableFile);
  const metadata = await parquetMetadataAsync(file);
  const names = [...session.inputNames];
  let rowEnd = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowStart = rowEnd;
    rowEnd += Number(num_rows);
    const columns = new Map(names.map((name): [string, unknown[]] => [name, []]));
    const span = { file, metadata, compressors, rowStart, rowEnd, columns: names };
    await parquetRead({
      ...span,
      onChunk: ({ columnName, columnData }) => {
        const column = columns.get(columnName)!;
        for (let at = 0; at < columnData.length; at += 1) column.push(columnData[at]);
      },
    });
    for (let at = 0; at < rowEnd - rowStart; at += BATCH)
      await run(Math.min(BATCH, rowEnd - rowStart - at), (name) => columns.get(name)!.slice(at, at + BATCH));
  }
}

const from = performance.now();
const cpu = process.cpuUsage();
if (tableFile.endsWith('.parquet')) await scoreParquet();
else if (tableFile.endsWith('.jsonl')) await scoreJsonLines();
else await scoreCsv();
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000;
process.stdout.write(JSON.stringify({ scores, runMs, totalMs: performance.now() - from, cpuMs }));
