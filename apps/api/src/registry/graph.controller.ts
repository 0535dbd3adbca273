import { Controller, Inject } from '@nestjs/common';
import { graphEndpoints as api, type ModelVersion } from '@slipway/contracts';
import type { Actor, Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** GraphController: what is inside the files of a version. */
@Controller()
export class GraphController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.getGraph)
  async getGraph(@Call() { actor, params, query }: CallOf<Api['getGraph']>) {
    return this.core.registry.graphs.draw(await versionOf(this.core, actor, params), query.at);
  }

  @Operation(api.searchGraph)
  async searchGraph(@Call() { actor, params, query }: CallOf<Api['searchGraph']>) {
    return this.core.registry.graphs.search(await versionOf(this.core, actor, params), query.q);
  }

  @Operation(api.describeFiles)
  async describeFiles(@Call() { actor, params }: CallOf<Api['describeFiles']>) {
    return { items: await this.core.registry.describeFiles(await versionOf(this.core, actor, params)) };
  }
}

const versionOf = (
  core: Core,
  actor: Actor,
  { name, version }: { name: string; version: number },
): Promise<ModelVersion> => core.registry.requireVersion(actor, name, version);
