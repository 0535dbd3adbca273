import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import ort from 'onnxruntime-node';

/** serveBare is what the gateway is held against: node:http and onnxruntime-node and nothing else. It answers every POST by the model file in argv, prints its port, and ends with who started it. */
export async function serveBare(
  answer: (session: ort.InferenceSession, body: string) => Promise<string>,
): Promise<void> {
  const session = await ort.InferenceSession.create(process.argv[2] ?? '', { intraOpNumThreads: 1 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on(
      'end',
      () =>
        void answer(session, Buffer.concat(chunks).toString()).then((text) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end(text),
        ),
    );
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
  process.on('disconnect', () => process.exit(0));
}
