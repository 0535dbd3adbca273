import type { Database } from '@slipway/db';
import { AccessService } from './access/index.js';
import { AlertingService } from './alerting/index.js';
import { ApprovalsService } from './approvals/index.js';
import { ArtifactsService } from './artifacts/index.js';
import { AuditService } from './audit/index.js';
import { BatchPredictionsService } from './batch-predictions/index.js';
import { DatasetsService, heldByDatasets } from './datasets/index.js';
import { EvaluationService, GatesService } from './evaluation/index.js';
import { systemClock, type Clock } from './kernel/clock.js';
import { makeDb } from './kernel/db.js';
import type { Settings } from './kernel/env.js';
import { JobsService } from './kernel/jobs/jobs.service.js';
import type { Kit } from './kernel/kit.js';
import type { Log } from './kernel/log.js';
import { AlarmHistory, MonitoringService, RowChecker } from './monitoring/index.js';
import { OptimizationService } from './optimization/index.js';
import { OverviewService } from './overview/index.js';
import { heldByVersions, RegistryService } from './registry/index.js';
import { heldByTrainingRuns, RetrainingService } from './retraining/index.js';
import { RolloutsService } from './rollouts/index.js';
import { RunsService } from './runs/index.js';
import {
  ContainersService,
  EndpointChecks,
  ExternalTargets,
  ScalingService,
  ServingService,
  TrafficMinutes,
  WorkloadsService,
} from './serving/index.js';

/** CoreOptions is what an app brings: an open database, its settings and where its log goes. */
export interface CoreOptions {
  database: Database;
  settings: Settings;
  log: Log;
  clock?: Clock;
}

/** Core is the product: one service a domain. */
export type Core = ReturnType<typeof createCore>;

/**
 * createCore is the composition root: every service, in dependency order. Vetoes that run from right to left (may this version be
 * deleted? may this alias move?) are guard ports that the left declares and this function fills.
 */
export function createCore({ database, settings, log, clock = systemClock }: CoreOptions) {
  const kit: Kit = { db: makeDb(database), settings, clock, log };
  const jobs = new JobsService(kit.db);
  const access = new AccessService(kit);
  const artifacts = new ArtifactsService(kit);
  const datasets = new DatasetsService(kit, { artifacts });
  const runs = new RunsService(kit);
  const registry = new RegistryService(kit, { artifacts, sources: runs });
  const serving = new ServingService(kit, { registry });
  const containers = new ContainersService(kit, { artifacts, serving });
  const workloads = new WorkloadsService(kit, { serving });
  const scaling = new ScalingService(kit, { serving });
  const externalTargets = new ExternalTargets(kit, { secrets: access.secrets });
  const endpointChecks = new EndpointChecks(kit, { registry, serving, containers, workloads, externalTargets });
  const monitoring = new MonitoringService(kit, { artifacts, datasets, registry, serving });
  const batchPredictions = new BatchPredictionsService(kit, { artifacts, datasets, registry, serving });
  const optimization = new OptimizationService(kit, { datasets, registry, serving });
  const evaluation = new EvaluationService(kit, { artifacts, datasets, registry });
  const gates = new GatesService(kit, { registry });
  const rollouts = new RolloutsService(kit, { registry, serving, containers, gates });
  const retraining = new RetrainingService(kit, {
    artifacts,
    datasets,
    registry,
    runs,
    serving,
    monitoring,
    alarms: new AlarmHistory(kit.db),
    checker: new RowChecker(kit.db),
    evaluation,
    gates,
    rollouts,
    gpus: containers.gpus,
  });
  const approvals = new ApprovalsService(kit, { registry, rollouts, retraining });
  const overview = new OverviewService(kit, { registry, datasets, approvals });
  const alerting = new AlertingService(kit, { readTraffic: new TrafficMinutes(kit.db).read });
  const audit = new AuditService(kit);

  rollouts.ports.isWatched = alerting.isWatched;
  rollouts.ports.isWebhook = alerting.isWebhook;
  rollouts.ports.callWebhook = alerting.callWebhook;
  artifacts.holders.push(heldByDatasets, heldByVersions, heldByTrainingRuns);
  artifacts.trees.guards.beforeUse.push(runs.requireTreeOwner);
  registry.guards.beforeAliasMove.push((tx, version, { actor, alias, force }) =>
    gates.requireGates(tx, actor, version, { alias }, force),
  );
  serving.guards.beforeServe.push(artifacts.signatures.requireSigned);
  access.secrets.guards.beforeDelete.push(serving.inUse.refuseDeletingSecret);
  registry.guards.beforeDeleteVersion.push(serving.inUse.refuseDeletingVersion);
  registry.guards.beforeDeleteModel.push(serving.inUse.refuseDeletingModel);
  registry.guards.beforeDeleteVersion.push(overview.lineage.refuseDeletingUsedVersion);
  registry.guards.beforeDeleteModel.push(overview.lineage.refuseDeletingUsedModel);
  registry.cards.facts.push(evaluation.cardFacts);
  registry.search.ports.keyMetricsOf = evaluation.keyMetricsOf;
  registry.guards.afterRename.push(
    evaluation.followRename,
    gates.followRename,
    rollouts.followRename,
    retraining.followRename,
  );

  return {
    kit,
    jobs,
    access,
    artifacts,
    datasets,
    runs,
    registry,
    serving,
    containers,
    workloads,
    scaling,
    externalTargets,
    endpointChecks,
    monitoring,
    batchPredictions,
    optimization,
    evaluation,
    gates,
    rollouts,
    retraining,
    approvals,
    overview,
    alerting,
    audit,
  };
}
