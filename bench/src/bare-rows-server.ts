/** The reference of the predict benchmark: node:http and onnxruntime-node and nothing else. argv: model file; prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import ort from 'onnxruntime-node';

const session = await ort.InferenceSession.create(process.argv[2] ?? '', { intraOpNumThreads: 1 });

interface Body {
  rows: { departure_minute: number; distance: number; origin: string; destination: string }[];
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on(
    'end',
    () =>
      void answer(Buffer.concat(chunks).toString()).then((text) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(text),
      ),
  );
});

async function answer(text: string): Promise<string> {
  const { rows } = JSON.parse(text) as Body;
  const shape = [rows.length, 1];
  const { probability } = await session.run({
    departure_minute: new ort.Tensor(
      'float32',
      Float32Array.from(rows, (row) => row.departure_minute),
      shape,
    ),
    distance: new ort.Tensor(
      'float32',
      Float32Array.from(rows, (row) => row.distance),
      shape,
    ),
    origin: new ort.Tensor(
      'string',
      rows.map((row) => row.origin),
      shape,
    ),
    destination: new ort.Tensor(
      'string',
      rows.map((row) => row.destination),
      shape,
    ),
  });
  return JSON.stringify({
    predictions: Array.from(probability?.data as Float32Array, (score) => ({ probability: score })),
  });
}

server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.on('disconnect', () => process.exit(0));
