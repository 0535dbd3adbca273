export { ArtifactsService } from './artifacts.service.js';
export type { StoredFile } from './file-store.js';
