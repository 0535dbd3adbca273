export { heldByVersions } from './held-files.repository.js';
export { RegistryService } from './registry.service.js';
export type { AliasGuard, AliasMove, ModelGuard, VersionGuard } from './registry-base.js';
export type { SourceFacts, SourceReads } from './register-from-source.js';
export type { BriefVersion } from './rows.js';
export type { FoundModel } from './registry-search.js';
export type { SortKey } from './search.js';
export type { RegistryEvents } from './registry.events.js';
