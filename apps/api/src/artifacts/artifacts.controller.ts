import { Controller, Inject } from '@nestjs/common';
import { artifactsEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';
import { getBlob } from './get-blob.js';
import { putBlob } from './put-blob.js';
import { sayReceived } from './say-received.js';

type Api = typeof api;

/** ArtifactsController: how big files come in and go out. */
@Controller()
export class ArtifactsController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.putBlob)
  putBlob(@Call() call: CallOf<Api['putBlob']>) {
    return putBlob(this.core, call);
  }

  @Operation(api.getBlob)
  async getBlob(@Call() call: CallOf<Api['getBlob']>) {
    if (call.request.method === 'HEAD') await sayReceived(this.core, call);
    return getBlob(this.core, call.params.digest, call);
  }

  @Operation(api.startCollection)
  startCollection(@Call() call: CallOf<Api['startCollection']>) {
    return this.core.artifacts.startCollection(call.actor, call);
  }
}
