import { createHash } from 'node:crypto';
import type { Endpoint } from '@slipway/contracts';
import { SlipwayError, type Core } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { stateOf } from './request-state.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
/** Answers that hold a secret are not kept: the secret is shown once. */
const SECRET_ANSWERS: readonly string[] = ['access.createToken', 'access.createUser', 'access.createSignInLink'];

/**
 * answerOnce does the work of a request with an `Idempotency-Key` once and answers its repetitions, for 24 hours, as the first time.
 * A request that failed may be tried again with the same key. Streams (multipart) cannot be compared and are refused.
 */
export async function answerOnce(
  core: Core,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const { credential, workspaceId } = stateOf(request);
  if (credential === null) return work();
  const key = keyOf(request);
  if (endpoint.body === 'multipart')
    throw new SlipwayError(
      'invalid_request',
      'An upload takes no Idempotency-Key; its files are the same by their digest.',
    );
  const owner = `${workspaceId}/${credential.id}`;
  const known = await core.access.idempotency.begin(owner, key, fingerprint(request));
  if (known !== null) return replay(endpoint, reply, known);
  try {
    const body = await work();
    const kept = SECRET_ANSWERS.includes(endpoint.id) ? null : body;
    await core.access.idempotency.finish(owner, key, { status: reply.statusCode, body: kept });
    return body;
  } catch (error) {
    await core.access.idempotency.forget(owner, key);
    throw error;
  }
}

function replay(endpoint: Endpoint, reply: FastifyReply, known: { status: number; body: unknown }): unknown {
  if (SECRET_ANSWERS.includes(endpoint.id))
    throw new SlipwayError('conflict', 'This was done already, and its secret is shown only once.');
  void reply.status(known.status).header('idempotency-replayed', 'true');
  return known.body ?? undefined;
}

function keyOf(request: FastifyRequest): string {
  const given = String(request.headers['idempotency-key']).replace(/^"(.*)"$/, '$1');
  if (!KEY.test(given))
    throw new SlipwayError('invalid_request', 'An Idempotency-Key has 1 to 255 printable characters.', [
      { path: 'Idempotency-Key', message: '1 to 255 printable ASCII characters' },
    ]);
  return given;
}

const fingerprint = (request: FastifyRequest): string =>
  createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
