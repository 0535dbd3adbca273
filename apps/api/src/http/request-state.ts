import type { IncomingMessage } from 'node:http';
import type { Credential } from '@slipway/core';
import { uuidv7 } from '@slipway/core';
import type { FastifyRequest } from 'fastify';

/** RequestState is what is known of a request beside its content. */
interface RequestState {
  requestId: string;
  /** From the path prefix `/p/<workspace>`. */
  workspaceId: string;
  /** Set by the guard. */
  credential: Credential | null;
}

const GIVEN_ID = /^[\w.:+/=-]{1,128}$/;
const states = new WeakMap<IncomingMessage, RequestState>();

/** stateOf is the state of a request, made at first sight: an `X-Request-Id` that is plain text is taken over, else one is made. */
export function stateOf(request: FastifyRequest | IncomingMessage): RequestState {
  const raw = 'raw' in request ? request.raw : request;
  let state = states.get(raw);
  if (state === undefined) {
    const given = raw.headers['x-request-id'];
    state = {
      requestId: typeof given === 'string' && GIVEN_ID.test(given) ? given : uuidv7(),
      workspaceId: 'default',
      credential: null,
    };
    states.set(raw, state);
  }
  return state;
}

const PREFIXED = /^\/p\/([^/?#]{1,200})(\/api\/.*)$/s;

/** takeWorkspacePrefix rewrites `/p/<workspace>/api/...` to `/api/...` and remembers the workspace for the guard. */
export function takeWorkspacePrefix(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const [, workspaceId, rest] = PREFIXED.exec(url) ?? [];
  if (workspaceId === undefined || rest === undefined) return url;
  stateOf(request).workspaceId = workspaceId;
  return rest;
}
