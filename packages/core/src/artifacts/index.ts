export { collectGarbageJob, collectGarbageNowJob } from './artifacts.jobs.js';
export { ArtifactsService } from './artifacts.service.js';
export type { TreeGuard, TreeName, TreePlace, TreeUse } from './artifact-trees.js';
export type { TreeFile, TreeListing } from './artifact-trees.repository.js';
export type { StoredFile } from './blob-backend.js';
export type { DigestHolder } from './garbage.repository.js';
