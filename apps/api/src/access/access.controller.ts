import { Controller, Inject } from '@nestjs/common';
import { accessEndpoints, secretEndpoints, type Me } from '@slipway/contracts';
import { SlipwayError, type Core, type Credential } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';
import { clearSessionCookie, setSessionCookie } from '../http/session-cookie.js';

const api = { ...accessEndpoints, ...secretEndpoints };
type Api = typeof api;

/** AccessController: sign in, tokens, people, secrets. */
@Controller()
export class AccessController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.signIn)
  async signIn(@Call() call: CallOf<Api['signIn']>): Promise<Me> {
    const { workspaceId, requestId } = call.actor;
    const { me, sessionSecret, expiresAt } = await this.core.access.signIn(call, {
      address: call.request.ip,
      workspaceId,
      requestId,
    });
    setSessionCookie(call.reply, sessionSecret, expiresAt, this.core.kit.settings.publicUrl.startsWith('https:'));
    return me;
  }

  @Operation(api.getMe)
  async getMe(@Call() call: CallOf<Api['getMe']>): Promise<Me> {
    return this.core.access.getMe(signedIn(call), call.actor.workspaceId);
  }

  @Operation(api.signOut)
  async signOut(@Call() call: CallOf<Api['signOut']>): Promise<void> {
    clearSessionCookie(call.reply);
    return this.core.access.signOut(signedIn(call));
  }

  @Operation(api.setPassword)
  setPassword(@Call() call: CallOf<Api['setPassword']>) {
    return this.core.access.setPassword(call.actor, signedIn(call), call);
  }

  @Operation(api.listTokens)
  listTokens(@Call() call: CallOf<Api['listTokens']>) {
    return this.core.access.listTokens(call.actor, call);
  }

  @Operation(api.createToken)
  createToken(@Call() call: CallOf<Api['createToken']>) {
    return this.core.access.createToken(call.actor, signedIn(call), call);
  }

  @Operation(api.revokeToken)
  revokeToken(@Call() call: CallOf<Api['revokeToken']>) {
    return this.core.access.revokeToken(call.actor, call);
  }

  @Operation(api.listSecrets)
  listSecrets(@Call() call: CallOf<Api['listSecrets']>) {
    return this.core.access.secrets.listSecrets(call.actor);
  }

  @Operation(api.setSecret)
  setSecret(@Call() call: CallOf<Api['setSecret']>) {
    return this.core.access.secrets.setSecret(call.actor, call);
  }

  @Operation(api.deleteSecret)
  deleteSecret(@Call() call: CallOf<Api['deleteSecret']>) {
    return this.core.access.secrets.deleteSecret(call.actor, call);
  }

  @Operation(api.listUsers)
  listUsers(@Call() call: CallOf<Api['listUsers']>) {
    return this.core.access.people.list(call);
  }

  @Operation(api.createUser)
  createUser(@Call() call: CallOf<Api['createUser']>) {
    return this.core.access.people.create(call.actor, signedIn(call), call);
  }

  @Operation(api.updateUser)
  updateUser(@Call() call: CallOf<Api['updateUser']>) {
    return this.core.access.people.update(call.actor, signedIn(call), call);
  }

  @Operation(api.createSignInLink)
  createSignInLink(@Call() call: CallOf<Api['createSignInLink']>) {
    return this.core.access.people.createLink(call.actor, signedIn(call), call);
  }
}

function signedIn({ credential }: { credential: Credential | null }): Credential {
  if (credential === null) throw new SlipwayError('unauthenticated', 'Sign in, or send a token.');
  return credential;
}
