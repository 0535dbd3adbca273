/** The reference of the serving benchmark: node:http and onnxruntime-node and nothing else, for one input `x`. argv: model file; prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import ort from 'onnxruntime-node';

const session = await ort.InferenceSession.create(process.argv[2] ?? '', { intraOpNumThreads: 1 });

interface Body {
  inputs: [{ shape: number[]; data: number[] }];
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
  const [{ shape, data }] = (JSON.parse(text) as Body).inputs;
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.from(data), shape) });
  const output = { name: 'y', datatype: 'FP32', shape: y?.dims, data: Array.from(y?.data as Float32Array) };
  return JSON.stringify({ model_name: 'dense', outputs: [output] });
}

server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.on('disconnect', () => process.exit(0));
