import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Endpoint } from '@slipway/contracts';
import { SlipwayError, type Core, type Log } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { CORE } from '../core-token.js';
import { answerOnce } from './answer-once.js';
import { currentState } from './current-state.js';
import { entityTag, matches, oneAtATime } from './entity-tag.js';
import { operationOf } from './operation.js';

/**
 * AnswerInterceptor is around every operation: it answers a repeated request from memory (`Idempotency-Key`), guards a change with
 * `If-Match`, encodes the answer through the contract, and tags single resources.
 */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  constructor(
    @Inject(CORE) private readonly core: Core,
    @Inject(ModuleRef) private readonly modules: ModuleRef,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const endpoint = operationOf(context.getHandler());
    if (endpoint === undefined || endpoint.response === 'binary' || endpoint.response === 'event-stream')
      return next.handle();
    return from(this.answer(endpoint, context, next));
  }

  private async answer(endpoint: Endpoint, context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const work = async (): Promise<unknown> =>
      encode(endpoint, await firstValueFrom(next.handle(), { defaultValue: undefined }), this.core.kit.log);
    if (endpoint.method === 'POST' && request.headers['idempotency-key'] !== undefined)
      return answerOnce(this.core, endpoint, request, reply, work);
    const ifMatch = request.headers['if-match'];
    if (endpoint.method !== 'GET' && endpoint.method !== 'POST' && ifMatch !== undefined)
      return oneAtATime(request.url, () => this.update(context, endpoint, ifMatch, work));
    const answer = await work();
    return isSingleResource(endpoint) ? tagged(request, reply, answer) : answer;
  }

  private async update(
    context: ExecutionContext,
    endpoint: Endpoint,
    ifMatch: string,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const http = context.switchToHttp();
    const controller = this.modules.get<object>(context.getClass(), { strict: false });
    const current = await currentState(controller, endpoint, http.getRequest(), http.getResponse());
    const tag = current === null ? null : entityTag(encode(current.endpoint, current.value, this.core.kit.log));
    if (tag === null || !matches(ifMatch, tag))
      throw new SlipwayError('changed_meanwhile', 'Somebody changed this since you read it; read it again.');
    return work();
  }
}

/** A GET that has parameters and no query shows one thing. */
const isSingleResource = ({ method, params, query }: Endpoint): boolean =>
  method === 'GET' && params !== undefined && query === undefined;

/** What does not fit the contract is our mistake: it is logged, and nothing of it leaves the house. */
function encode({ id, response }: Endpoint, value: unknown, log: Log): unknown {
  if (typeof response === 'string') return undefined;
  const parsed = response.safeParse(value);
  if (parsed.success) return parsed.data;
  log.error('an answer breaks its contract', {
    operation: id,
    issues: parsed.error.issues.slice(0, 5).map(({ path, message }) => ({ path: path.join('.'), message })),
  });
  throw new SlipwayError('internal', 'The answer does not fit its contract; the request id finds it in the log.');
}

function tagged(request: FastifyRequest, reply: FastifyReply, answer: unknown): unknown {
  const tag = entityTag(answer);
  void reply.header('etag', tag).header('cache-control', 'private, no-cache');
  const known = request.headers['if-none-match'];
  if (known === undefined || !matches(known, tag)) return answer;
  void reply.status(304);
  return undefined;
}
