import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { errorText, type Log } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isMlflowUrl, sendMlflowError } from '../mlflow/mlflow-error.js';
import { problemOf, refusalOf } from './problem.js';
import { readOn } from './read-on.js';
import { stateOf } from './request-state.js';
import { MethodNotAllowed, unknownRoute } from './unknown-route.js';

const RETRY_AFTER_SECONDS = '2';

/** ProblemFilter answers everything that is thrown anywhere, by us, Nest or Fastify, as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (isMlflowUrl(request.url)) {
      sendMlflowError(request, reply, thrown, this.log);
      return;
    }
    // Nest throws this for a path without a route; our own "not found" is a SlipwayError.
    const error = thrown instanceof NotFoundException ? unknownRoute(request.url) : thrown;
    sendProblem(request, reply, error, this.log);
  }
}

/** sendProblem writes the refusal of anything thrown, and logs it when it is our fault. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown, log: Log): void {
  const { requestId } = stateOf(request);
  const { error, unexpected } = refusalOf(thrown);
  if (unexpected) {
    const details = { requestId, method: request.method, url: request.url.split('?', 1)[0], error: errorText(thrown) };
    // A database that is away fails every request alike; one line each is enough.
    if (error.code === 'unavailable') log.warn('request failed', details);
    else log.error('request failed', { ...details, stack: stackOf(thrown) });
  }
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (error instanceof MethodNotAllowed) void reply.header('allow', error.allow.join(', '));
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer');
  if (error.status === 503 || error.status === 429) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  readOn(request, reply);
  for (const header of [
    'content-length',
    'content-encoding',
    'etag',
    'content-disposition',
    'accept-ranges',
    'content-range',
  ])
    void reply.removeHeader(header);
  void reply
    .status(error.status)
    .header('x-request-id', requestId)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemOf(error, requestId)));
}

const stackOf = (thrown: unknown): string | undefined => (thrown instanceof Error ? thrown.stack : undefined);
