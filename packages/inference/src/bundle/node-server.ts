import { createServer, type IncomingMessage, type Server } from 'node:http';
import { answerRows } from './answer-rows.js';
import type { BundledModel } from './bundled-model.js';

const mostBodyBytes = 64 * 1_024 * 1_024;

/** nodeServer makes an HTTP server of a bundle: `POST` anywhere predicts, `GET /healthz` says that it lives. It does not listen yet. */
export function nodeServer(predict: BundledModel): Server {
  return createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.method === 'GET' && request.url === '/healthz') return void response.end('ok\n');
      const body = await bodyOf(request);
      if (body === null) return void response.writeHead(413, { connection: 'close' }).end();
      const { status, headers, body: said } = await answerRows(predict, request.method ?? '', body);
      response.writeHead(status, headers).end(said);
    };
    // Only a caller that breaks off in the middle of its body comes here.
    answer().catch(() => response.destroy());
  });
}

/** Null for a body that is too large. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > mostBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
