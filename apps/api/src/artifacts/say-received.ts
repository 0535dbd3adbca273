import type { Actor, Core } from '@slipway/core';
import type { FastifyReply } from 'fastify';

/** sayReceived tells in a `Range` header how much of the caller's unfinished upload is here, none without one, and returns it. */
export async function sayReceived(
  core: Core,
  { actor, params, reply }: { actor: Actor; params: { digest: string }; reply: FastifyReply },
): Promise<number> {
  const bytes = await core.artifacts.receivedBytes(actor, params.digest);
  if (bytes > 0) void reply.header('range', `bytes=0-${bytes - 1}`);
  return bytes;
}
