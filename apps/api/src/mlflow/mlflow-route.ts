import { Controller, HttpCode, Inject, Req, RequestMapping, RequestMethod, Res, type Type } from '@nestjs/common';
import type { Scope } from '@slipway/contracts';
import { actorOf, type Actor, type Core } from '@slipway/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CORE } from '../core-token.js';
import { stateOf } from '../http/request-state.js';
import { mlflowPrefix } from './mlflow-error.js';
import { readMlflowRequest } from './read-mlflow-request.js';

/** MlflowCall is what a handler gets: who calls, and the fields of its request. */
export interface MlflowCall<T> {
  actor: Actor;
  fields: T;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** MlflowRoute is one method and path pair of MLflow's REST API, below `/api/2.0/`. */
export interface MlflowRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  access: Scope;
  /** Null where the handler reads the body itself. */
  fields: z.ZodObject | null;
  handle(core: Core, call: MlflowCall<never>): Promise<unknown>;
}

/** mlflowRoute ties a pair to its handler; the handler gets the fields as the schema has read them. */
export function mlflowRoute<S extends z.ZodObject | null>(
  pair: `${MlflowRoute['method']} ${string}`,
  access: Scope,
  fields: S,
  handle: (core: Core, call: MlflowCall<S extends z.ZodType ? z.output<S> : null>) => Promise<unknown>,
): MlflowRoute {
  const [method, path] = pair.split(' ') as [MlflowRoute['method'], string];
  return { method, path, access, fields, handle: handle as MlflowRoute['handle'] };
}

const ACCESS = 'slipway:mlflow-access';

/** mlflowAccessOf is the scope that a handler of MLflow's API needs, or undefined for any other handler. */
export const mlflowAccessOf = (handler: object): Scope | undefined =>
  Reflect.getMetadata(ACCESS, handler) as Scope | undefined;

/** mlflowController makes one Nest controller of many pairs, so that guard and error filter stand before each of them as before any other. */
export function mlflowController(routes: readonly MlflowRoute[]): Type {
  class MlflowController {
    constructor(readonly core: Core) {}
  }
  for (const route of routes) {
    const key = `${route.method} ${route.path}`;
    const handler = async function (
      this: MlflowController,
      request: FastifyRequest,
      reply: FastifyReply,
    ): Promise<unknown> {
      return answer(this.core, route, request, reply);
    };
    Object.defineProperty(MlflowController.prototype, key, { value: handler, writable: true, configurable: true });
    const descriptor = Object.getOwnPropertyDescriptor(
      MlflowController.prototype,
      key,
    ) as TypedPropertyDescriptor<unknown>;
    RequestMapping({ method: RequestMethod[route.method], path: mlflowPrefix + route.path })(
      MlflowController.prototype,
      key,
      descriptor,
    );
    HttpCode(200)(MlflowController.prototype, key, descriptor);
    Reflect.defineMetadata(ACCESS, route.access, handler);
    Req()(MlflowController.prototype, key, 0);
    Res({ passthrough: true })(MlflowController.prototype, key, 1);
  }
  Inject(CORE)(MlflowController, undefined, 0);
  Controller()(MlflowController);
  return MlflowController;
}

async function answer(core: Core, route: MlflowRoute, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { credential, workspaceId, requestId } = stateOf(request);
  if (credential === null) throw new Error('the guard lets nobody through without a credential');
  const actor = actorOf(credential, workspaceId, requestId);
  const fields = route.fields === null ? null : readMlflowRequest(route.fields, request);
  return route.handle(core, { actor, fields: fields as never, request, reply });
}
