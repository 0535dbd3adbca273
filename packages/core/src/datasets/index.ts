export { DatasetsService } from './datasets.service.js';
export { profileVersionJob } from './datasets.jobs.js';
export type { Row } from './read-rows.js';
export type { ColumnBatch } from './read-columns.js';
export { heldByDatasets } from './held-files.repository.js';
