import { artifactRoutes } from './artifact-files.js';
import { experimentRoutes } from './experiments.js';
import { loggedModelRoutes } from './logged-models.js';
import { mlflowController } from './mlflow-route.js';
import { modelVersionRoutes } from './model-versions.js';
import { registeredModelRoutes } from './registered-models.js';
import { runLogRoutes } from './run-log.js';
import { runRoutes } from './runs.js';

/** mlflowRoutes are all pairs that MLflow's clients may ask. */
export const mlflowRoutes = [
  ...registeredModelRoutes,
  ...modelVersionRoutes,
  ...experimentRoutes,
  ...runRoutes,
  ...runLogRoutes,
  ...loggedModelRoutes,
  ...artifactRoutes,
];

/** mlflowControllers answer MLflow's clients. */
export const mlflowControllers = [mlflowController(mlflowRoutes)];
