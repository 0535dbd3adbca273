import {
  applyDecorators,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type StreamableFile,
} from '@nestjs/common';
import type { Access, BodyOf, Endpoint, EndpointSpec, ParamsOf, QueryOf, ResponseOf } from '@slipway/contracts';
import type { Actor, Credential } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** CallOf is what a handler gets: who calls, and the request as its contract describes it. */
export interface CallOf<E extends EndpointSpec> {
  actor: Actor;
  /** Null only where the contract's access is `public`. */
  credential: Credential | null;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  request: FastifyRequest;
  reply: FastifyReply;
}

const OPERATION = 'slipway:operation';
const OPEN_ROUTE = 'slipway:open-route';
/** apiPrefix is where every operation of the contract lives. */
export const apiPrefix = '/api/v1';

/** AnswerOf is what a handler returns: the contract's JSON, or a stream where the contract says `binary` or `event-stream`. */
export type AnswerOf<E extends EndpointSpec> = E['response'] extends 'binary' | 'event-stream'
  ? StreamableFile
  : ResponseOf<E>;

type Handler<E extends EndpointSpec> = (call: CallOf<E>) => Promise<AnswerOf<E>>;
type OperationDecorator<E extends EndpointSpec> = <M extends Handler<E>>(
  target: object,
  key: string,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Operation binds a controller method to one operation of the contract: method, path, status, rights, validation and encoding come from
 * it, and a method that returns something else than the contract promises does not compile.
 */
export function Operation<E extends Endpoint>(endpoint: E): OperationDecorator<E> {
  return applyDecorators(
    SetMetadata(OPERATION, endpoint),
    HttpCode(endpoint.status ?? 200),
    RequestMapping({ method: RequestMethod[endpoint.method], path: routePath(endpoint.path) }),
  ) as OperationDecorator<E>;
}

/** OpenRoute binds a GET that is no part of the contract (health, pages, files) and says who may see it. */
export const OpenRoute = (
  path: string,
  access: Extract<Access, 'public' | 'read'> | 'read_unless_local' = 'public',
): MethodDecorator =>
  applyDecorators(
    SetMetadata(OPEN_ROUTE, access),
    RequestMapping({ method: RequestMethod.GET, path }),
  ) as MethodDecorator;

/** operationOf is the contract of a handler, or undefined for one that has none. */
export const operationOf = (handler: object): Endpoint | undefined =>
  Reflect.getMetadata(OPERATION, handler) as Endpoint | undefined;

/** openAccessOf says who may see a handler that is no part of the contract. */
export const openAccessOf = (handler: object): 'public' | 'read' | 'read_unless_local' | undefined =>
  Reflect.getMetadata(OPEN_ROUTE, handler) as 'public' | 'read' | 'read_unless_local' | undefined;

/** routePath writes a contract path as the router wants it: `/models/{name}` is `/api/v1/models/:name`. */
export const routePath = (path: string): string => apiPrefix + path.replace(/\{(\w+)\}/g, ':$1');
