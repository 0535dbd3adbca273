import { createServer, type Server } from 'node:http';
import type { Settings } from '@slipway/core';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** startHealthServer answers /healthz and, on loopback, /metrics of the worker. */
export async function startHealthServer({ host, workerPort }: Pick<Settings, 'host' | 'workerPort'>): Promise<Server> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const server = createServer((request, response) => {
    if (request.url === '/healthz') response.writeHead(200, { 'content-type': 'application/json' }).end('{"live":true}');
    else if (request.url === '/metrics') void registry.metrics().then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(workerPort, host, resolve);
  });
  return server;
}
