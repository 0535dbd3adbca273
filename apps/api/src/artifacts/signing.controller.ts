import { Controller, Inject } from '@nestjs/common';
import { signingEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** SigningController: signatures of versions, the keys that are trusted, and whether serving demands one. */
@Controller()
export class SigningController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listSigningKeys)
  listSigningKeys(@Call() call: CallOf<Api['listSigningKeys']>) {
    return this.core.artifacts.signatures.listSigningKeys(call.actor);
  }

  @Operation(api.putSigningKey)
  putSigningKey(@Call() call: CallOf<Api['putSigningKey']>) {
    return this.core.artifacts.signatures.putSigningKey(call.actor, call);
  }

  @Operation(api.deleteSigningKey)
  deleteSigningKey(@Call() call: CallOf<Api['deleteSigningKey']>) {
    return this.core.artifacts.signatures.deleteSigningKey(call.actor, call);
  }

  @Operation(api.getSigningPolicy)
  getSigningPolicy(@Call() call: CallOf<Api['getSigningPolicy']>) {
    return this.core.artifacts.signatures.getSigningPolicy(call.actor);
  }

  @Operation(api.setSigningPolicy)
  setSigningPolicy(@Call() call: CallOf<Api['setSigningPolicy']>) {
    return this.core.artifacts.signatures.setSigningPolicy(call.actor, call);
  }

  @Operation(api.getSigningStatement)
  async getSigningStatement(@Call() call: CallOf<Api['getSigningStatement']>) {
    return this.core.artifacts.signatures.statement(await versionOf(this.core, call));
  }

  @Operation(api.getSignature)
  async getSignature(@Call() call: CallOf<Api['getSignature']>) {
    return this.core.artifacts.signatures.report(call.actor, await versionOf(this.core, call));
  }

  @Operation(api.signVersion)
  async signVersion(@Call() call: CallOf<Api['signVersion']>) {
    return this.core.artifacts.signatures.sign(call.actor, await versionOf(this.core, call), call.body);
  }
}

const versionOf = (core: Core, { actor, params }: Pick<CallOf<Api['getSignature']>, 'actor' | 'params'>) =>
  core.registry.requireVersion(actor, params.name, params.version);
