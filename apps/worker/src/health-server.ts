import { createServer, type Server, type ServerResponse } from 'node:http';
import type { WorkerMetrics } from './worker-metrics.js';

/** startHealthServer answers /healthz and /metrics of the worker. */
export async function startHealthServer(metrics: WorkerMetrics, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/healthz')
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"live":true}');
    else if (request.url === '/metrics') void sendMetrics(metrics, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

async function sendMetrics(metrics: WorkerMetrics, response: ServerResponse): Promise<void> {
  const text = await metrics.text();
  response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
}
