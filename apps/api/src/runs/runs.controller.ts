import { Controller, Inject } from '@nestjs/common';
import { runsEndpoints as api, type ResponseOf } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { getBlob } from '../artifacts/get-blob.js';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** RunsController: what scripts logged. */
@Controller()
export class RunsController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listExperiments)
  listExperiments(@Call() call: CallOf<Api['listExperiments']>) {
    return this.core.runs.reads.listExperiments(call.actor, call);
  }

  @Operation(api.getExperiment)
  getExperiment(@Call() call: CallOf<Api['getExperiment']>) {
    return this.core.runs.reads.getExperiment(call.actor, call);
  }

  @Operation(api.listRuns)
  listRuns(@Call() call: CallOf<Api['listRuns']>) {
    return this.core.runs.reads.listRuns(call.actor, call);
  }

  @Operation(api.compareRuns)
  compareRuns(@Call() call: CallOf<Api['compareRuns']>) {
    return this.core.runs.reads.compareRuns(call.actor, call);
  }

  @Operation(api.getRun)
  getRun(@Call() call: CallOf<Api['getRun']>) {
    return this.core.runs.reads.getRun(call.actor, call);
  }

  @Operation(api.getMetricSeries)
  getMetricSeries(@Call() call: CallOf<Api['getMetricSeries']>) {
    return this.core.runs.reads.getMetricSeries(call.actor, call);
  }

  @Operation(api.listRunFiles)
  async listRunFiles(
    @Call() { actor, params, query }: CallOf<Api['listRunFiles']>,
  ): Promise<ResponseOf<Api['listRunFiles']>> {
    await this.core.runs.runs.require(actor, params.id);
    const place = { workspaceId: actor.workspaceId, tree: `runs/${params.id}` } as const;
    return { files: await this.core.artifacts.trees.listEntries(place, query.path) };
  }

  @Operation(api.downloadRunFile)
  async downloadRunFile(@Call() call: CallOf<Api['downloadRunFile']>) {
    const { id, '*': path } = call.params;
    await this.core.runs.runs.require(call.actor, id);
    const place = { workspaceId: call.actor.workspaceId, tree: `runs/${id}` } as const;
    const { digest } = await this.core.artifacts.trees.requireEntry(place, path);
    return getBlob(this.core, digest, call, { fileName: path.split('/').at(-1) ?? path });
  }
}
