import type { FastifyReply, FastifyRequest } from 'fastify';

const MOST_MS = 5_000;

/**
 * readOn lets a refused caller finish sending: Node throws the rest of the body away once the answer is out. Hanging up at once would
 * reset the connection, and with it the answer that the caller has not read yet. Who sends for more than 5 s more is hung up on.
 */
export function readOn(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  if (raw.readableEnded || raw.destroyed) return;
  void reply.removeHeader('connection');
  reply.raw.once('finish', () => {
    const limit = setTimeout(() => raw.destroy(), MOST_MS).unref();
    raw.once('close', () => clearTimeout(limit));
  });
}
