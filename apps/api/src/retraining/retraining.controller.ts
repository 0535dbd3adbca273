import { Controller, Inject } from '@nestjs/common';
import { retrainingEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** RetrainingController: trainers, triggers, training runs. */
@Controller()
export class RetrainingController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listTrainers)
  listTrainers(@Call() call: CallOf<Api['listTrainers']>) {
    return this.core.retraining.listTrainers(call.actor, call);
  }

  @Operation(api.runTrainer)
  runTrainer(@Call() call: CallOf<Api['runTrainer']>) {
    return this.core.retraining.runTrainer(call.actor, call);
  }

  @Operation(api.listTriggers)
  listTriggers(@Call() call: CallOf<Api['listTriggers']>) {
    return this.core.retraining.triggers.list(call.actor, call);
  }

  @Operation(api.createTrigger)
  createTrigger(@Call() call: CallOf<Api['createTrigger']>) {
    return this.core.retraining.triggers.create(call.actor, call);
  }

  @Operation(api.updateTrigger)
  updateTrigger(@Call() call: CallOf<Api['updateTrigger']>) {
    return this.core.retraining.triggers.update(call.actor, call);
  }

  @Operation(api.previewTrigger)
  previewTrigger(@Call() call: CallOf<Api['previewTrigger']>) {
    return this.core.retraining.triggers.preview(call.actor, call);
  }

  @Operation(api.backtestTrigger)
  backtestTrigger(@Call() call: CallOf<Api['backtestTrigger']>) {
    return this.core.retraining.triggers.backtest(call.actor, call);
  }

  @Operation(api.getTrigger)
  getTrigger(@Call() call: CallOf<Api['getTrigger']>) {
    return this.core.retraining.triggers.get(call.actor, call);
  }

  @Operation(api.fireTrigger)
  fireTrigger(@Call() call: CallOf<Api['fireTrigger']>) {
    return this.core.retraining.triggers.fire(call.actor, call);
  }

  @Operation(api.listTriggerDecisions)
  listTriggerDecisions(@Call() call: CallOf<Api['listTriggerDecisions']>) {
    return this.core.retraining.triggers.listDecisions(call.actor, call);
  }

  @Operation(api.deleteTrigger)
  deleteTrigger(@Call() call: CallOf<Api['deleteTrigger']>) {
    return this.core.retraining.triggers.delete(call.actor, call);
  }

  @Operation(api.listTrainingRuns)
  listTrainingRuns(@Call() call: CallOf<Api['listTrainingRuns']>) {
    return this.core.retraining.listTrainingRuns(call.actor, call);
  }

  @Operation(api.getTrainingRun)
  getTrainingRun(@Call() call: CallOf<Api['getTrainingRun']>) {
    return this.core.retraining.getTrainingRun(call.actor, call);
  }

  @Operation(api.cancelTrainingRun)
  cancelTrainingRun(@Call() call: CallOf<Api['cancelTrainingRun']>) {
    return this.core.retraining.cancelTrainingRun(call.actor, call);
  }

  @Operation(api.retryTrainingRun)
  retryTrainingRun(@Call() call: CallOf<Api['retryTrainingRun']>) {
    return this.core.retraining.retryTrainingRun(call.actor, call);
  }

  @Operation(api.reportTrainingRun)
  reportTrainingRun(@Call() call: CallOf<Api['reportTrainingRun']>) {
    return this.core.retraining.reportTrainingRun(call.actor, call);
  }

  @Operation(api.approveTrainingRun)
  approveTrainingRun(@Call() call: CallOf<Api['approveTrainingRun']>) {
    return this.core.retraining.approveTrainingRun(call.actor, call);
  }
}
