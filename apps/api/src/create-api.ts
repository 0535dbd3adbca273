import 'reflect-metadata';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Core } from '@slipway/core';
import type { FastifyServerOptions } from 'fastify';
import { apiModule } from './api.module.js';
import { hostCheck } from './http/allowed-hosts.js';
import { HttpMetrics } from './http/http-metrics.js';
import { nestLog } from './http/nest-log.js';
import { ProblemFilter, sendProblem } from './http/problem-filter.js';
import { answerBrokenRequest } from './http/broken-request.js';
import { fileLimitBytes, jsonLimitBytes, readBodies } from './http/request-body.js';
import { stateOf } from './http/request-state.js';
import { rewriteUrl } from './http/rewrite-url.js';
import { contentPolicy } from './http/content-policy.js';

/** Names are up to 256 characters, each up to twelve when percent-encoded; longer ones get an answer that names the field. */
const LONGEST_PARAMETER = 16_000;

/** ApiOptions: the product, and the signal that aborts when the process is told to end. */
export interface ApiOptions {
  core: Core;
  stopping: AbortSignal;
}

/** createApi builds the HTTP edge, ready to listen or to be asked by `inject`. */
export async function createApi({ core, stopping }: ApiOptions): Promise<NestFastifyApplication> {
  const { log, settings } = core.kit;
  const server: FastifyServerOptions = {
    rewriteUrl,
    genReqId: (request) => stateOf(request).requestId,
    bodyLimit: jsonLimitBytes,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => sendProblem(request, reply, error, log),
  };
  const adapter = new FastifyAdapter(server);
  const metrics = new HttpMetrics();
  const app = await NestFactory.create<NestFastifyApplication>(apiModule({ core, stopping, metrics }), adapter, {
    logger: nestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(log));
  const fastify = adapter.getInstance();
  const checkHost = hostCheck(settings);
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', stateOf(request).requestId).header('cache-control', 'no-store');
    checkHost(request.headers.host);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    metrics.record(request, reply.statusCode, reply.elapsedTime);
    const { requestId, credential } = stateOf(request);
    const route = request.routeOptions.url ?? 'none';
    log.info('request', {
      requestId,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      who: credential?.name,
    });
  });
  readBodies(fastify);
  await app.register(helmet, contentPolicy(settings));
  await app.register(multipart, { limits: { fileSize: fileLimitBytes } });
  await app.register(fastifyStatic, { serve: false });
  await app.init();
  await fastify.ready();
  return app;
}
