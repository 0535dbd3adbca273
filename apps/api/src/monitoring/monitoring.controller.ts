import { Controller, Inject } from '@nestjs/common';
import { monitoringEndpoints as api } from '@slipway/contracts';
import type { Core } from '@slipway/core';
import { CORE } from '../core-token.js';
import { Call } from '../http/call.js';
import { Operation, type CallOf } from '../http/operation.js';

type Api = typeof api;

/** MonitoringController: baselines, monitors, their runs, feedback. */
@Controller()
export class MonitoringController {
  constructor(@Inject(CORE) private readonly core: Core) {}

  @Operation(api.listBaselines)
  listBaselines(@Call() call: CallOf<Api['listBaselines']>) {
    return this.core.monitoring.baselines.list(call.actor, call);
  }

  @Operation(api.buildBaseline)
  buildBaseline(@Call() call: CallOf<Api['buildBaseline']>) {
    return this.core.monitoring.baselines.build(call.actor, call);
  }

  @Operation(api.listMonitors)
  listMonitors(@Call() call: CallOf<Api['listMonitors']>) {
    return this.core.monitoring.listMonitors(call.actor, call);
  }

  @Operation(api.createMonitor)
  createMonitor(@Call() call: CallOf<Api['createMonitor']>) {
    return this.core.monitoring.createMonitor(call.actor, call);
  }

  @Operation(api.previewMonitor)
  previewMonitor(@Call() call: CallOf<Api['previewMonitor']>) {
    return this.core.monitoring.previewMonitor(call.actor, call);
  }

  @Operation(api.getMonitor)
  getMonitor(@Call() call: CallOf<Api['getMonitor']>) {
    return this.core.monitoring.getMonitor(call.actor, call);
  }

  @Operation(api.updateMonitor)
  updateMonitor(@Call() call: CallOf<Api['updateMonitor']>) {
    return this.core.monitoring.updateMonitor(call.actor, call);
  }

  @Operation(api.deleteMonitor)
  deleteMonitor(@Call() call: CallOf<Api['deleteMonitor']>) {
    return this.core.monitoring.deleteMonitor(call.actor, call);
  }

  @Operation(api.runMonitor)
  runMonitor(@Call() call: CallOf<Api['runMonitor']>) {
    return this.core.monitoring.runMonitor(call.actor, call);
  }

  @Operation(api.listMonitorRuns)
  listMonitorRuns(@Call() call: CallOf<Api['listMonitorRuns']>) {
    return this.core.monitoring.listMonitorRuns(call.actor, call);
  }

  @Operation(api.getMonitorRun)
  getMonitorRun(@Call() call: CallOf<Api['getMonitorRun']>) {
    return this.core.monitoring.getMonitorRun(call.actor, call);
  }

  @Operation(api.getHeatmap)
  getHeatmap(@Call() call: CallOf<Api['getHeatmap']>) {
    return this.core.monitoring.getHeatmap(call.actor, call);
  }

  @Operation(api.compareFeature)
  compareFeature(@Call() call: CallOf<Api['compareFeature']>) {
    return this.core.monitoring.causes.compareFeature(call.actor, call);
  }

  @Operation(api.compareWindows)
  compareWindows(@Call() call: CallOf<Api['compareWindows']>) {
    return this.core.monitoring.causes.compareWindows(call.actor, call);
  }

  @Operation(api.getRootCause)
  getRootCause(@Call() call: CallOf<Api['getRootCause']>) {
    return this.core.monitoring.causes.getRootCause(call.actor, call);
  }

  @Operation(api.explainWindow)
  explainWindow(@Call() call: CallOf<Api['explainWindow']>) {
    return this.core.monitoring.causes.explainWindow(call.actor, call);
  }

  @Operation(api.recordFeedback)
  recordFeedback(@Call() call: CallOf<Api['recordFeedback']>) {
    return this.core.monitoring.feedback.record(call.actor, call);
  }

  @Operation(api.recordFeedbackDataset)
  recordFeedbackDataset(@Call() call: CallOf<Api['recordFeedbackDataset']>) {
    return this.core.monitoring.feedback.recordDataset(call.actor, call);
  }
}
