import { Controller, Inject } from '@nestjs/common';
import { evaluationEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** EvaluationController: versions measured on datasets. */
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
}
