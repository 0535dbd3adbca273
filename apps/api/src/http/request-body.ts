import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** JSON bodies are small; big things come as streams. */
export const jsonLimitBytes = 1024 * 1024;
/** fileLimitBytes is the largest file that can be uploaded. */
export const fileLimitBytes = 10 * 1024 ** 3;

const RAW_ROUTES = /^\/api\/(v1\/blobs|2\.0\/mlflow-artifacts)\//;

/**
 * readBodies teaches Fastify the two kinds of bodies beside multipart: JSON (an empty body is none; keys that would reach a prototype are
 * refused) and everything else, which stays a stream for the handler that wants it. A file that is put in is never parsed, whatever type
 * its sender takes it for.
 */
export function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: jsonLimitBytes },
    (request, body, done) => {
      if (body === '') done(null, undefined);
      else void parseJson(request, body as string, done);
    },
  );
  fastify.addHook('onRequest', async (request) => {
    const isFile = request.method === 'PUT' && RAW_ROUTES.test(request.routeOptions.url ?? '');
    if (isFile) request.raw.headers['content-type'] = 'application/octet-stream';
  });
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

/** bodyStream is the raw body of a request to a `binary` operation. */
export const bodyStream = (request: FastifyRequest): Readable =>
  isReadable(request.body) ? request.body : request.raw;

const isReadable = (value: unknown): value is Readable =>
  typeof value === 'object' && value !== null && 'pipe' in value;
