import { Controller, Inject } from '@nestjs/common';
import { evaluationEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** EvaluationController: versions measured on datasets, and what a model asks of them. */
@Controller()
export class EvaluationController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listEvaluations)
  listEvaluations(@Call() call: CallOf<Api['listEvaluations']>) {
    return this.core.evaluation.listEvaluations(call.actor, call);
  }

  @Operation(api.startEvaluation)
  startEvaluation(@Call() call: CallOf<Api['startEvaluation']>) {
    return this.core.evaluation.startEvaluation(call.actor, call);
  }

  @Operation(api.getEvaluation)
  getEvaluation(@Call() call: CallOf<Api['getEvaluation']>) {
    return this.core.evaluation.getEvaluation(call.actor, call);
  }

  @Operation(api.getGatePolicy)
  getGatePolicy(@Call() call: CallOf<Api['getGatePolicy']>) {
    return this.core.gates.getGatePolicy(call.actor, call);
  }

  @Operation(api.setGatePolicy)
  setGatePolicy(@Call() call: CallOf<Api['setGatePolicy']>) {
    return this.core.gates.setGatePolicy(call.actor, call);
  }

  @Operation(api.deleteGatePolicy)
  deleteGatePolicy(@Call() call: CallOf<Api['deleteGatePolicy']>) {
    return this.core.gates.deleteGatePolicy(call.actor, call);
  }

  @Operation(api.checkGates)
  checkGates(@Call() call: CallOf<Api['checkGates']>) {
    return this.core.gates.checkGates(call.actor, call);
  }
}
