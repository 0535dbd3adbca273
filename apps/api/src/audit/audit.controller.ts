import { Controller, Inject } from '@nestjs/common';
import { auditEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE, STOPPING } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';
import { streamEvents } from './stream-events.js';

type Api = typeof api;

/** AuditController: the event log, read, followed and verified. */
@Controller()
export class AuditController {
  constructor(
    @Inject(CORE) private readonly core: Core,
    @Inject(STOPPING) private readonly stopping: AbortSignal,
  ) {}

  @Operation(api.listAudit)
  listAudit(@Call() call: CallOf<Api['listAudit']>) {
    return this.core.audit.listAudit(call.actor, call);
  }

  @Operation(api.verifyAudit)
  verifyAudit(@Call() call: CallOf<Api['verifyAudit']>) {
    return this.core.audit.verifyAudit(call.actor);
  }

  @Operation(api.streamEvents)
  streamEvents(@Call() call: CallOf<Api['streamEvents']>) {
    return streamEvents(this.core, this.stopping, call);
  }
}
