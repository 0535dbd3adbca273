import { Controller, Inject } from '@nestjs/common';
import { batchPredictionsEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** BatchPredictionsController: whole datasets predicted as jobs. */
@Controller()
export class BatchPredictionsController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.startBatchPrediction)
  startBatchPrediction(@Call() call: CallOf<Api['startBatchPrediction']>) {
    return this.core.batchPredictions.start(call.actor, call);
  }
}
