import { Controller, Inject } from '@nestjs/common';
import { jobsEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** JobsController: long work, watched and cancelled. */
@Controller()
export class JobsController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listJobs)
  listJobs(@Call() call: CallOf<Api['listJobs']>) {
    return this.core.jobs.list(call.actor, call.query);
  }

  @Operation(api.getJob)
  getJob(@Call() call: CallOf<Api['getJob']>) {
    return this.core.jobs.get(call.actor, call.params.id);
  }

  @Operation(api.cancelJob)
  cancelJob(@Call() call: CallOf<Api['cancelJob']>) {
    return this.core.jobs.cancel(call.actor, call.params.id);
  }
}
