import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Access } from '@slipway/contracts';
import { notFound, sameSecret, SlipwayError, type Core, type Credential } from '@slipway/core';
import type { FastifyRequest } from 'fastify';
import { CORE } from '../core-token.js';
import { bearerOfBasic } from '../mlflow/basic-token.js';
import { mlflowAccessOf } from '../mlflow/mlflow-route.js';
import { isUnsafe, requireSameSite } from './same-site.js';
import { openAccessOf, operationOf } from './operation.js';
import { stateOf } from './request-state.js';
import { sessionCookie } from './session-cookie.js';

/**
 * AccessGuard stands before every handler and denies by default: a route that says nothing about access is refused, whatever its path
 * looks like. It runs after routing, so encoded letters, HEAD and trailing slashes cannot slip past it.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(@Inject(CORE) private readonly core: Core) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = accessOf(context.getHandler(), request);
    if (access === undefined) throw new SlipwayError('forbidden', 'Nobody may call this.');
    if (access === 'public') {
      // Signing in from another site would put a stranger's session into a person's browser.
      if (isUnsafe(request)) requireSameSite(request);
      return true;
    }
    const state = stateOf(request);
    state.credential = await this.identify(request, mlflowAccessOf(context.getHandler()) !== undefined);
    if (access !== 'signed_in') requireScope(state.credential, access);
    await this.requireWorkspace(state.credential, state.workspaceId);
    return true;
  }

  private async identify(request: FastifyRequest, takesBasic: boolean): Promise<Credential> {
    const { cookie, authorization: given } = request.headers;
    const authorization = takesBasic ? bearerOfBasic(given) : given;
    const credential = await this.core.access.authenticate({ authorization, session: sessionCookie(cookie) });
    if (credential === null || credential.internal) {
      throw new SlipwayError('unauthenticated', 'Sign in, or send a valid token as `Authorization: Bearer <token>`.');
    }
    if (credential.via === 'session' && isUnsafe(request)) {
      requireSameSite(request);
      requireCsrfToken(request, credential.csrfToken);
    }
    return credential;
  }

  private async requireWorkspace(credential: Credential, workspaceId: string): Promise<void> {
    const visible = credential.workspaceId === null || credential.workspaceId === workspaceId;
    if (!visible || (workspaceId !== 'default' && !(await this.core.access.workspaceExists(workspaceId))))
      throw notFound('workspace', workspaceId);
  }
}

function accessOf(handler: object, request: FastifyRequest): Access | undefined {
  const open = openAccessOf(handler);
  if (open === 'read_unless_local') return isLocal(request) ? 'public' : 'read';
  return operationOf(handler)?.access ?? mlflowAccessOf(handler) ?? open;
}

function requireScope(credential: Credential, scope: Exclude<Access, 'public' | 'signed_in'>): void {
  if (!credential.scopes.includes(scope)) throw new SlipwayError('forbidden', `This needs the scope \`${scope}\`.`);
}

function requireCsrfToken(request: FastifyRequest, expected: string | null): void {
  const given = request.headers['x-csrf-token'];
  if (expected === null || typeof given !== 'string' || !sameSecret(given, expected)) {
    throw new SlipwayError('origin_refused', 'Repeat the `csrfToken` of GET /session in the header `x-csrf-token`.');
  }
}

/** A request that a proxy passed on is not local, although the proxy is. */
const isLocal = (request: FastifyRequest): boolean =>
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '') &&
  request.headers['x-forwarded-for'] === undefined &&
  request.headers.forwarded === undefined;
