import { Controller, Inject } from '@nestjs/common';
import { rolloutsEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** RolloutsController: the move to a candidate. */
@Controller()
export class RolloutsController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listRollouts)
  listRollouts(@Call() call: CallOf<Api['listRollouts']>) {
    return this.core.rollouts.listRollouts(call.actor, call);
  }

  @Operation(api.startRollout)
  startRollout(@Call() call: CallOf<Api['startRollout']>) {
    return this.core.rollouts.startRollout(call.actor, call);
  }

  @Operation(api.getRollout)
  getRollout(@Call() call: CallOf<Api['getRollout']>) {
    return this.core.rollouts.getRollout(call.actor, call);
  }

  @Operation(api.getRolloutEvidence)
  getRolloutEvidence(@Call() call: CallOf<Api['getRolloutEvidence']>) {
    return this.core.rollouts.getRolloutEvidence(call.actor, call);
  }

  @Operation(api.getRolloutComparison)
  getRolloutComparison(@Call() call: CallOf<Api['getRolloutComparison']>) {
    return this.core.rollouts.getRolloutComparison(call.actor, call);
  }

  @Operation(api.startReplay)
  startReplay(@Call() call: CallOf<Api['startReplay']>) {
    return this.core.rollouts.replays.startReplay(call.actor, call);
  }

  @Operation(api.listReplays)
  listReplays(@Call() call: CallOf<Api['listReplays']>) {
    return this.core.rollouts.replays.listReplays(call.actor, call);
  }

  @Operation(api.getReplay)
  getReplay(@Call() call: CallOf<Api['getReplay']>) {
    return this.core.rollouts.replays.getReplay(call.actor, call);
  }

  @Operation(api.simulateRollout)
  simulateRollout(@Call() call: CallOf<Api['simulateRollout']>) {
    return this.core.rollouts.simulator.simulateRollout(call.body);
  }

  @Operation(api.simulateTest)
  simulateTest(@Call() call: CallOf<Api['simulateTest']>) {
    return this.core.rollouts.simulator.simulateTest(call.body);
  }

  @Operation(api.replayDecision)
  replayDecision(@Call() call: CallOf<Api['replayDecision']>) {
    return this.core.rollouts.replayDecision(call.actor, call);
  }

  @Operation(api.pauseRollout)
  pauseRollout(@Call() call: CallOf<Api['pauseRollout']>) {
    return this.core.rollouts.pauseRollout(call.actor, call);
  }

  @Operation(api.resumeRollout)
  resumeRollout(@Call() call: CallOf<Api['resumeRollout']>) {
    return this.core.rollouts.resumeRollout(call.actor, call);
  }

  @Operation(api.promoteRollout)
  promoteRollout(@Call() call: CallOf<Api['promoteRollout']>) {
    return this.core.rollouts.promoteRollout(call.actor, call);
  }

  @Operation(api.skipRolloutStep)
  skipRolloutStep(@Call() call: CallOf<Api['skipRolloutStep']>) {
    return this.core.rollouts.skipRolloutStep(call.actor, call);
  }

  @Operation(api.approveRolloutStep)
  approveRolloutStep(@Call() call: CallOf<Api['approveRolloutStep']>) {
    return this.core.rollouts.approveRolloutStep(call.actor, call);
  }

  @Operation(api.checkRollout)
  checkRollout(@Call() call: CallOf<Api['checkRollout']>) {
    return this.core.rollouts.checkRollout(call.actor, call);
  }

  @Operation(api.listRolloutTemplates)
  listRolloutTemplates(@Call() call: CallOf<Api['listRolloutTemplates']>) {
    return this.core.rollouts.templates.listRolloutTemplates(call.actor);
  }

  @Operation(api.saveRolloutTemplate)
  saveRolloutTemplate(@Call() call: CallOf<Api['saveRolloutTemplate']>) {
    return this.core.rollouts.templates.saveRolloutTemplate(call.actor, call);
  }

  @Operation(api.deleteRolloutTemplate)
  deleteRolloutTemplate(@Call() call: CallOf<Api['deleteRolloutTemplate']>) {
    return this.core.rollouts.templates.deleteRolloutTemplate(call.actor, call);
  }

  @Operation(api.overrideFreeze)
  overrideFreeze(@Call() call: CallOf<Api['overrideFreeze']>) {
    return this.core.rollouts.overrideFreeze(call.actor, call);
  }

  @Operation(api.listHookCalls)
  listHookCalls(@Call() call: CallOf<Api['listHookCalls']>) {
    return this.core.rollouts.listHookCalls(call.actor, call);
  }

  @Operation(api.listFreezeWindows)
  listFreezeWindows(@Call() call: CallOf<Api['listFreezeWindows']>) {
    return this.core.rollouts.freezes.listFreezeWindows(call.actor, call);
  }

  @Operation(api.createFreezeWindow)
  createFreezeWindow(@Call() call: CallOf<Api['createFreezeWindow']>) {
    return this.core.rollouts.freezes.createFreezeWindow(call.actor, call);
  }

  @Operation(api.deleteFreezeWindow)
  deleteFreezeWindow(@Call() call: CallOf<Api['deleteFreezeWindow']>) {
    return this.core.rollouts.freezes.deleteFreezeWindow(call.actor, call);
  }

  @Operation(api.abortRollout)
  abortRollout(@Call() call: CallOf<Api['abortRollout']>) {
    return this.core.rollouts.abortRollout(call.actor, call);
  }
}
