/** The reference of the evaluation benchmark: one process that reads the table line by line and runs the model. argv: model file, CSV file; prints its times. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import ort from 'onnxruntime-node';

const [, , modelFile = '', csvFile = ''] = process.argv;
const BATCH = 5_000;
const session = await ort.InferenceSession.create(modelFile, { intraOpNumThreads: 1 });
const numeric = new Set(['departure_minute', 'distance']);

let columns: string[] = [];
let lines: string[][] = [];
let [runMs, scores] = [0, 0];

async function run(): Promise<void> {
  const shape = [lines.length, 1];
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => {
      const place = columns.indexOf(name);
      const texts = lines.map((fields) => fields[place]!);
      const tensor = numeric.has(name)
        ? new ort.Tensor('float32', Float32Array.from(texts, Number), shape)
        : new ort.Tensor('string', texts, shape);
      return [name, tensor];
    }),
  );
  const from = performance.now();
  const outputs = await session.run(feeds);
  runMs += performance.now() - from;
  scores += outputs[session.outputNames[0]!]!.data.length;
  lines = [];
}

const from = performance.now();
const cpu = process.cpuUsage();
for await (const line of createInterface({ input: createReadStream(csvFile), crlfDelay: Infinity })) {
  if (columns.length === 0) columns = line.split(',');
  else lines.push(line.split(','));
  if (lines.length === BATCH) await run();
}
if (lines.length > 0) await run();
const { user, system } = process.cpuUsage(cpu);
const cpuMs = (user + system) / 1000;
process.stdout.write(JSON.stringify({ scores, runMs, totalMs: performance.now() - from, cpuMs }));
