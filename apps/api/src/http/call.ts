import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { fieldErrorsOf, plainWords, type Endpoint, type FieldError } from '@slipway/contracts';
import { actorOf, SlipwayError, type Actor } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { operationOf, type CallOf } from './operation.js';
import { stateOf } from './request-state.js';
import { UNSTORABLE, unstorableTexts } from './unstorable-text.js';

/** Call is the one parameter of a handler: the caller, and params, query and body as the contract has validated them. */
export const Call = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const endpoint = operationOf(context.getHandler());
  if (endpoint === undefined) throw new Error('@Call() needs @Operation()');
  return readCall(
    endpoint,
    context.switchToHttp().getRequest<FastifyRequest>(),
    context.switchToHttp().getResponse<FastifyReply>(),
  );
});

/** readCall validates a request against its contract; every wrong field is named in `errors` of `invalid_request`. */
export function readCall(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply): CallOf<Endpoint> {
  const { credential, workspaceId, requestId } = stateOf(request);
  const errors: FieldError[] = [];
  const params = check(endpoint.params, request.params, errors);
  const query = check(endpoint.query, request.query, errors);
  const body = readBody(endpoint, request, errors);
  if (errors.length > 0) {
    const [first] = errors;
    throw new SlipwayError(
      'invalid_request',
      `${first?.path === '' ? 'The request' : first?.path}: ${first?.message}`,
      errors.slice(0, 100),
    );
  }
  const actor = credential === null ? nobody(workspaceId, requestId) : actorOf(credential, workspaceId, requestId);
  return { actor, credential, params, query, body, request, reply } as CallOf<Endpoint>;
}

function readBody(endpoint: Endpoint, request: FastifyRequest, errors: FieldError[]): unknown {
  const { body } = endpoint;
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (body === 'multipart') {
    if (type !== 'multipart/form-data')
      throw new SlipwayError('unsupported_media_type', 'Send this as multipart/form-data.');
    return undefined;
  }
  if (body === 'binary' || body === undefined) return undefined;
  if (type !== undefined && type !== 'application/json')
    throw new SlipwayError('unsupported_media_type', 'Send this as application/json.');
  if (type === undefined && request.body !== undefined)
    throw new SlipwayError('unsupported_media_type', 'Say that this is application/json.');
  const sent = request.body ?? {};
  return check(body, sent, errors);
}

function check(schema: z.ZodType | undefined, value: unknown, errors: FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const unstorable = unstorableTexts(value);
  errors.push(...unstorable.map((path) => ({ path, message: UNSTORABLE })));
  if (unstorable.length > 0) return undefined;
  const parsed = schema.safeParse(value, { error: plainWords });
  if (!parsed.success) errors.push(...fieldErrorsOf(parsed.error));
  return parsed.data;
}

const nobody = (workspaceId: string, requestId: string): Actor => ({
  kind: 'system',
  id: null,
  personId: null,
  name: 'nobody',
  scopes: [],
  workspaceId,
  requestId,
});
