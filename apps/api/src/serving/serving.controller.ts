import { Controller, Inject } from '@nestjs/common';
import { servingEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';
import { tryEndpoint } from './try-endpoint.js';

type Api = typeof api;

/** ServingController: stable addresses, their traffic, their log. */
@Controller()
export class ServingController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listEndpoints)
  listEndpoints(@Call() call: CallOf<Api['listEndpoints']>) {
    return this.core.serving.listEndpoints(call.actor, call);
  }

  @Operation(api.createEndpoint)
  createEndpoint(@Call() call: CallOf<Api['createEndpoint']>) {
    return this.core.serving.createEndpoint(call.actor, call);
  }

  @Operation(api.checkEndpoint)
  checkEndpoint(@Call() call: CallOf<Api['checkEndpoint']>) {
    return this.core.endpointChecks.check(call.actor, call);
  }

  @Operation(api.getEndpoint)
  getEndpoint(@Call() call: CallOf<Api['getEndpoint']>) {
    return this.core.serving.getEndpoint(call.actor, call);
  }

  @Operation(api.updateEndpoint)
  updateEndpoint(@Call() call: CallOf<Api['updateEndpoint']>) {
    return this.core.serving.updateEndpoint(call.actor, call);
  }

  @Operation(api.deleteEndpoint)
  deleteEndpoint(@Call() call: CallOf<Api['deleteEndpoint']>) {
    return this.core.serving.deleteEndpoint(call.actor, call);
  }

  @Operation(api.rollBackEndpoint)
  rollBackEndpoint(@Call() call: CallOf<Api['rollBackEndpoint']>) {
    return this.core.serving.rollBackEndpoint(call.actor, call);
  }

  @Operation(api.getEndpointStats)
  getEndpointStats(@Call() call: CallOf<Api['getEndpointStats']>) {
    return this.core.serving.getEndpointStats(call.actor, call);
  }

  @Operation(api.listEndpointTotals)
  listEndpointTotals(@Call() call: CallOf<Api['listEndpointTotals']>) {
    return this.core.serving.totals.list(call.actor, call);
  }

  @Operation(api.listPredictions)
  listPredictions(@Call() call: CallOf<Api['listPredictions']>) {
    return this.core.serving.listPredictions(call.actor, call);
  }

  @Operation(api.listReplicas)
  listReplicas(@Call() call: CallOf<Api['listReplicas']>) {
    return this.core.serving.listReplicas(call.actor, call);
  }

  @Operation(api.listContainers)
  listContainers(@Call() call: CallOf<Api['listContainers']>) {
    return this.core.containers.listContainers(call.actor, call);
  }

  @Operation(api.listWorkloads)
  listWorkloads(@Call() call: CallOf<Api['listWorkloads']>) {
    return this.core.workloads.listWorkloads(call.actor, call);
  }

  @Operation(api.exportManifests)
  exportManifests(@Call() call: CallOf<Api['exportManifests']>) {
    return this.core.workloads.exportManifests(call.actor, call);
  }

  @Operation(api.getEndpointScale)
  getEndpointScale(@Call() call: CallOf<Api['getEndpointScale']>) {
    return this.core.scaling.getEndpointScale(call.actor, call);
  }

  @Operation(api.planEndpointCapacity)
  planEndpointCapacity(@Call() call: CallOf<Api['planEndpointCapacity']>) {
    return this.core.containers.planEndpointCapacity(call.actor, call);
  }

  @Operation(api.getEndpointCapacity)
  getEndpointCapacity(@Call() call: CallOf<Api['getEndpointCapacity']>) {
    return this.core.containers.getEndpointCapacity(call.actor, call);
  }

  @Operation(api.getContainerLog)
  getContainerLog(@Call() call: CallOf<Api['getContainerLog']>) {
    return this.core.containers.getContainerLog(call.actor, call);
  }

  @Operation(api.getEndpointLogs)
  getEndpointLogs(@Call() call: CallOf<Api['getEndpointLogs']>) {
    return this.core.containers.getEndpointLogs(call.actor, call);
  }

  @Operation(api.tryEndpoint)
  tryEndpoint(@Call() call: CallOf<Api['tryEndpoint']>) {
    return tryEndpoint(this.core, call);
  }
}
