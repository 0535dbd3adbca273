import { artifactRoutes } from './artifact-files.js';
import { mlflowController } from './mlflow-route.js';
import { modelVersionRoutes } from './model-versions.js';
import { registeredModelRoutes } from './registered-models.js';

/** mlflowRoutes are all pairs that MLflow's clients may ask. */
export const mlflowRoutes = [...registeredModelRoutes, ...modelVersionRoutes, ...artifactRoutes];

/** mlflowControllers answer MLflow's clients. */
export const mlflowControllers = [mlflowController(mlflowRoutes)];
