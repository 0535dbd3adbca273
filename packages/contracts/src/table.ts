import { accessEndpoints, secretEndpoints } from './access/index.js';
import { alertingEndpoints } from './alerting/index.js';
import { approvalsEndpoints } from './approvals/index.js';
import { artifactsEndpoints, signingEndpoints } from './artifacts/index.js';
import { auditEndpoints } from './audit/index.js';
import { batchPredictionsEndpoints } from './batch-predictions/index.js';
import { datasetsEndpoints } from './datasets/index.js';
import { evaluationEndpoints } from './evaluation/index.js';
import { jobsEndpoints } from './jobs/index.js';
import type { Endpoint } from './kernel/endpoint.js';
import { monitoringEndpoints } from './monitoring/index.js';
import { optimizationEndpoints } from './optimization/index.js';
import { overviewEndpoints } from './overview/index.js';
import { graphEndpoints, registryEndpoints, registryHistoryEndpoints } from './registry/index.js';
import { retrainingEndpoints } from './retraining/index.js';
import { rolloutsEndpoints } from './rollouts/index.js';
import { runsEndpoints } from './runs/index.js';
import { servingEndpoints } from './serving/index.js';

/** endpointTable holds every operation of the API by its verb and noun. */
export const endpointTable = {
  ...accessEndpoints,
  ...secretEndpoints,
  ...jobsEndpoints,
  ...auditEndpoints,
  ...artifactsEndpoints,
  ...signingEndpoints,
  ...datasetsEndpoints,
  ...runsEndpoints,
  ...registryEndpoints,
  ...graphEndpoints,
  ...registryHistoryEndpoints,
  ...servingEndpoints,
  ...monitoringEndpoints,
  ...evaluationEndpoints,
  ...batchPredictionsEndpoints,
  ...optimizationEndpoints,
  ...rolloutsEndpoints,
  ...alertingEndpoints,
  ...retrainingEndpoints,
  ...approvalsEndpoints,
  ...overviewEndpoints,
};

/** EndpointTable is the type of the whole API. */
export type EndpointTable = typeof endpointTable;

/** allEndpoints lists every operation. */
export const allEndpoints: readonly Endpoint[] = Object.values(endpointTable);
