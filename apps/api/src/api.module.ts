import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { Core } from '@slipway/core';
import { AccessController } from './access/access.controller.js';
import { AlertingController } from './alerting/alerting.controller.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { ArtifactsController } from './artifacts/artifacts.controller.js';
import { SigningController } from './artifacts/signing.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { CORE, STOPPING } from './core-token.js';
import { DatasetsController } from './datasets/datasets.controller.js';
import { BatchPredictionsController } from './batch-predictions/batch-predictions.controller.js';
import { EvaluationController } from './evaluation/evaluation.controller.js';
import { AccessGuard } from './http/access-guard.js';
import { AnswerInterceptor } from './http/answer-interceptor.js';
import { HttpMetrics } from './http/http-metrics.js';
import { mlflowControllers } from './mlflow/mlflow-controllers.js';
import { JobsController } from './jobs/jobs.controller.js';
import { MonitoringController } from './monitoring/monitoring.controller.js';
import { OptimizationController } from './optimization/optimization.controller.js';
import { OverviewController } from './overview/overview.controller.js';
import { HealthController } from './pages/health.controller.js';
import { DocsController } from './pages/docs.controller.js';
import { WebController } from './pages/web.controller.js';
import { RegistryController } from './registry/registry.controller.js';
import { GraphController } from './registry/graph.controller.js';
import { RegistryHistoryController } from './registry/registry-history.controller.js';
import { RetrainingController } from './retraining/retraining.controller.js';
import { RolloutsController } from './rollouts/rollouts.controller.js';
import { RunsController } from './runs/runs.controller.js';
import { ServingController } from './serving/serving.controller.js';

class ApiModule {}

/** controllers are all of them: one a domain, and three for what is no part of the contract. */
export const controllers = [
  AccessController,
  JobsController,
  AuditController,
  ArtifactsController,
  SigningController,
  DatasetsController,
  RegistryController,
  GraphController,
  RegistryHistoryController,
  ServingController,
  MonitoringController,
  BatchPredictionsController,
  OptimizationController,
  EvaluationController,
  RolloutsController,
  RunsController,
  AlertingController,
  RetrainingController,
  ApprovalsController,
  OverviewController,
  ...mlflowControllers,
  HealthController,
  DocsController,
  WebController,
];

/** apiModule wires the controllers to the product; guard and interceptor stand before every one of them. */
export const apiModule = ({
  core,
  stopping,
  metrics,
}: {
  core: Core;
  stopping: AbortSignal;
  metrics: HttpMetrics;
}): DynamicModule => ({
  module: ApiModule,
  controllers,
  providers: [
    { provide: CORE, useValue: core },
    { provide: STOPPING, useValue: stopping },
    { provide: HttpMetrics, useValue: metrics },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
  ],
});
