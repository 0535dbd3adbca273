import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { registryHistoryEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** RegistryHistoryController: who was champion when, protected aliases, deleted models, comparison, card, lineage, timeline. */
@Controller()
export class RegistryHistoryController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.aliasHistory)
  aliasHistory(@Call() { actor, params, query }: CallOf<Api['aliasHistory']>) {
    return this.core.registry.aliases.history(actor, params.name, { kind: 'alias', alias: params.alias }, query);
  }

  @Operation(api.stageHistory)
  stageHistory(@Call() { actor, params, query }: CallOf<Api['stageHistory']>) {
    return this.core.registry.aliases.history(actor, params.name, { kind: 'stage', alias: params.stage }, query);
  }

  @Operation(api.listAliasPeriods)
  listAliasPeriods(@Call() { actor, params, query }: CallOf<Api['listAliasPeriods']>) {
    return this.core.registry.aliases.history(actor, params.name, {}, query);
  }

  @Operation(api.listAliasPolicies)
  listAliasPolicies(@Call() call: CallOf<Api['listAliasPolicies']>) {
    return this.core.registry.aliases.policies(call.actor);
  }

  @Operation(api.protectAliases)
  protectAliases(@Call() call: CallOf<Api['protectAliases']>) {
    return this.core.registry.aliases.protect(call.actor, call);
  }

  @Operation(api.unprotectAliases)
  unprotectAliases(@Call() call: CallOf<Api['unprotectAliases']>) {
    return this.core.registry.aliases.unprotect(call.actor, call);
  }

  @Operation(api.listDeletedModels)
  listDeletedModels(@Call() call: CallOf<Api['listDeletedModels']>) {
    return this.core.registry.models.deleted(call.actor, call);
  }

  @Operation(api.undeleteModel)
  undeleteModel(@Call() call: CallOf<Api['undeleteModel']>) {
    return this.core.registry.models.undelete(call.actor, call);
  }

  @Operation(api.compareVersions)
  compareVersions(@Call() { actor, params, query }: CallOf<Api['compareVersions']>) {
    return this.core.registry.compare(actor, params, query.with);
  }

  @Operation(api.getCard)
  getCard(@Call() call: CallOf<Api['getCard']>) {
    return this.core.registry.cards.get(call.actor, call.params.name);
  }

  @Operation(api.updateCard)
  updateCard(@Call() call: CallOf<Api['updateCard']>) {
    return this.core.registry.cards.update(call.actor, call);
  }

  @Operation(api.listCardRevisions)
  listCardRevisions(@Call() call: CallOf<Api['listCardRevisions']>) {
    return this.core.registry.cards.revisions(call.actor, call);
  }

  @Operation(api.getVersionCard)
  getVersionCard(@Call() call: CallOf<Api['getVersionCard']>) {
    return this.core.registry.cards.ofVersion(call.actor, call);
  }

  @Operation(api.exportCard)
  async exportCard(@Call() call: CallOf<Api['exportCard']>) {
    const { markdown } = await this.core.registry.cards.ofVersion(call.actor, call);
    return new StreamableFile(Buffer.from(markdown), {
      type: 'text/markdown; charset=utf-8',
      disposition: `attachment; filename="card-v${call.params.version}.md"`,
    });
  }

  @Operation(api.getVersionLineage)
  getVersionLineage(@Call() call: CallOf<Api['getVersionLineage']>) {
    return this.core.overview.lineage.ofVersion(call.actor, call);
  }

  @Operation(api.getModelTimeline)
  getModelTimeline(@Call() call: CallOf<Api['getModelTimeline']>) {
    return this.core.overview.lineage.timeline(call.actor, call);
  }
}
