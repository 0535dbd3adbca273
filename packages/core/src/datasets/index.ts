export { DatasetsService } from './datasets.service.js';
export type { Row } from './read-rows.js';
export { heldByDatasets } from './held-files.repository.js';
