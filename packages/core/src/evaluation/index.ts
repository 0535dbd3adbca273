export { EvaluationService } from './evaluation.service.js';
export { runEvaluationJob } from './evaluation.jobs.js';
export { GatesService } from './gates.service.js';
