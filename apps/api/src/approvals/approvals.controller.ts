import { Controller, Inject } from '@nestjs/common';
import { approvalsEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** ApprovalsController: what waits for a second pair of eyes, and the answers. */
@Controller()
export class ApprovalsController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listApprovals)
  listApprovals(@Call() call: CallOf<Api['listApprovals']>) {
    return this.core.approvals.listApprovals(call.actor);
  }

  @Operation(api.listApprovalDecisions)
  listApprovalDecisions(@Call() call: CallOf<Api['listApprovalDecisions']>) {
    return this.core.approvals.listApprovalDecisions(call.actor, call);
  }

  @Operation(api.requestAlias)
  requestAlias(@Call() call: CallOf<Api['requestAlias']>) {
    return this.core.approvals.requestAlias(call.actor, call);
  }

  @Operation(api.approve)
  approve(@Call() call: CallOf<Api['approve']>) {
    return this.core.approvals.approve(call.actor, call);
  }

  @Operation(api.reject)
  reject(@Call() call: CallOf<Api['reject']>) {
    return this.core.approvals.reject(call.actor, call);
  }

  @Operation(api.withdrawApproval)
  withdrawApproval(@Call() call: CallOf<Api['withdrawApproval']>) {
    return this.core.approvals.withdrawApproval(call.actor, call);
  }
}
