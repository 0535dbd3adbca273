import { mlflowController } from './mlflow-route.js';
import { modelVersionRoutes } from './model-versions.js';
import { registeredModelRoutes } from './registered-models.js';

/** mlflowControllers answer MLflow's clients, one controller a domain. */
export const mlflowControllers = [mlflowController([...registeredModelRoutes, ...modelVersionRoutes])];
