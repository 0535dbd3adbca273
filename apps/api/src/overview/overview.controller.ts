import { Controller, Inject } from '@nestjs/common';
import { overviewEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** OverviewController: reads that mix domains, and saved views. */
@Controller()
export class OverviewController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.getHome)
  getHome(@Call() call: CallOf<Api['getHome']>) {
    return this.core.overview.getHome(call.actor);
  }

  @Operation(api.getSystem)
  getSystem() {
    return this.core.overview.getSystem();
  }

  @Operation(api.listRunVersions)
  listRunVersions(@Call() call: CallOf<Api['listRunVersions']>) {
    return this.core.overview.listRunVersions(call.actor, call);
  }

  @Operation(api.getLineage)
  getLineage(@Call() call: CallOf<Api['getLineage']>) {
    return this.core.overview.lineage.of(call.actor, call);
  }

  @Operation(api.search)
  search(@Call() call: CallOf<Api['search']>) {
    return this.core.overview.search(call.actor, call);
  }

  @Operation(api.listViews)
  listViews(@Call() call: CallOf<Api['listViews']>) {
    return this.core.overview.views.listViews(call.actor, call);
  }

  @Operation(api.saveView)
  saveView(@Call() call: CallOf<Api['saveView']>) {
    return this.core.overview.views.saveView(call.actor, call);
  }

  @Operation(api.deleteView)
  deleteView(@Call() call: CallOf<Api['deleteView']>) {
    return this.core.overview.views.deleteView(call.actor, call);
  }
}
