export { RunsService } from './runs.service.js';
export type { LoggedModelRow } from './logged-models.repository.js';
export type { ExperimentRow, RunRow } from './runs.repository.js';
