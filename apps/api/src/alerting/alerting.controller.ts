import { Controller, Inject } from '@nestjs/common';
import { alertingEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** AlertingController: channels, rules, alerts, silences, deliveries. */
@Controller()
export class AlertingController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listChannels)
  listChannels(@Call() call: CallOf<Api['listChannels']>) {
    return this.core.alerting.listChannels(call.actor, call);
  }

  @Operation(api.createChannel)
  createChannel(@Call() call: CallOf<Api['createChannel']>) {
    return this.core.alerting.createChannel(call.actor, call);
  }

  @Operation(api.updateChannel)
  updateChannel(@Call() call: CallOf<Api['updateChannel']>) {
    return this.core.alerting.updateChannel(call.actor, call);
  }

  @Operation(api.deleteChannel)
  deleteChannel(@Call() call: CallOf<Api['deleteChannel']>) {
    return this.core.alerting.deleteChannel(call.actor, call);
  }

  @Operation(api.testChannel)
  testChannel(@Call() call: CallOf<Api['testChannel']>) {
    return this.core.alerting.testChannel(call.actor, call);
  }

  @Operation(api.listDeliveries)
  listDeliveries(@Call() call: CallOf<Api['listDeliveries']>) {
    return this.core.alerting.listDeliveries(call.actor, call);
  }

  @Operation(api.retryDelivery)
  retryDelivery(@Call() call: CallOf<Api['retryDelivery']>) {
    return this.core.alerting.retryDelivery(call.actor, call);
  }

  @Operation(api.listRules)
  listRules(@Call() call: CallOf<Api['listRules']>) {
    return this.core.alerting.rules.list(call.actor, call);
  }

  @Operation(api.createRule)
  createRule(@Call() call: CallOf<Api['createRule']>) {
    return this.core.alerting.rules.create(call.actor, call);
  }

  @Operation(api.updateRule)
  updateRule(@Call() call: CallOf<Api['updateRule']>) {
    return this.core.alerting.rules.update(call.actor, call);
  }

  @Operation(api.previewRule)
  previewRule(@Call() call: CallOf<Api['previewRule']>) {
    return this.core.alerting.rules.preview(call.actor, call);
  }

  @Operation(api.deleteRule)
  deleteRule(@Call() call: CallOf<Api['deleteRule']>) {
    return this.core.alerting.rules.remove(call.actor, call);
  }

  @Operation(api.listAlerts)
  listAlerts(@Call() call: CallOf<Api['listAlerts']>) {
    return this.core.alerting.listAlerts(call.actor, call);
  }

  @Operation(api.getAlert)
  getAlert(@Call() call: CallOf<Api['getAlert']>) {
    return this.core.alerting.getAlert(call.actor, call);
  }

  @Operation(api.acknowledgeAlert)
  acknowledgeAlert(@Call() call: CallOf<Api['acknowledgeAlert']>) {
    return this.core.alerting.acknowledgeAlert(call.actor, call);
  }

  @Operation(api.listIncidents)
  listIncidents(@Call() call: CallOf<Api['listIncidents']>) {
    return this.core.alerting.incidents.list(call.actor, call);
  }

  @Operation(api.getIncident)
  getIncident(@Call() call: CallOf<Api['getIncident']>) {
    return this.core.alerting.incidents.get(call.actor, call);
  }

  @Operation(api.acknowledgeIncident)
  acknowledgeIncident(@Call() call: CallOf<Api['acknowledgeIncident']>) {
    return this.core.alerting.incidents.acknowledge(call.actor, call);
  }

  @Operation(api.addIncidentNote)
  addIncidentNote(@Call() call: CallOf<Api['addIncidentNote']>) {
    return this.core.alerting.incidents.addNote(call.actor, call);
  }

  @Operation(api.listSilences)
  listSilences(@Call() call: CallOf<Api['listSilences']>) {
    return this.core.alerting.listSilences(call.actor, call);
  }

  @Operation(api.createSilence)
  createSilence(@Call() call: CallOf<Api['createSilence']>) {
    return this.core.alerting.createSilence(call.actor, call);
  }

  @Operation(api.previewSilence)
  previewSilence(@Call() call: CallOf<Api['previewSilence']>) {
    return this.core.alerting.previewSilence(call.actor, call);
  }

  @Operation(api.endSilence)
  endSilence(@Call() call: CallOf<Api['endSilence']>) {
    return this.core.alerting.endSilence(call.actor, call);
  }
}
