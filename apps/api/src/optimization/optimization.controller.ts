import { Controller, Inject } from '@nestjs/common';
import { optimizationEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** OptimizationController: how a version runs best. */
@Controller()
export class OptimizationController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.startOptimization)
  startOptimization(@Call() call: CallOf<Api['startOptimization']>) {
    return this.core.optimization.start(call.actor, call);
  }

  @Operation(api.listOptimizations)
  listOptimizations(@Call() call: CallOf<Api['listOptimizations']>) {
    return this.core.optimization.list(call.actor, call);
  }

  @Operation(api.getOptimization)
  getOptimization(@Call() call: CallOf<Api['getOptimization']>) {
    return this.core.optimization.get(call.actor, call);
  }

  @Operation(api.adviseSetting)
  adviseSetting(@Call() call: CallOf<Api['adviseSetting']>) {
    return this.core.optimization.advise(call.actor, call);
  }

  @Operation(api.applySetting)
  applySetting(@Call() call: CallOf<Api['applySetting']>) {
    return this.core.optimization.apply(call.actor, call);
  }
}
