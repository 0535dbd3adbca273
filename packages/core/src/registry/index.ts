export { canRun, canServe } from './can-run.js';
export type { CardFacts } from './cards.js';
export { heldByVersions } from './held-files.repository.js';
export { RegistryService } from './registry.service.js';
export type { AliasGuard, AliasMove, ModelGuard, RenameFollower, Renaming, VersionGuard } from './registry-base.js';
export type { SourceFacts, SourceReads } from './register-from-source.js';
export type { BriefVersion, FoundModel } from './rows.js';
export type { SortKey } from './search.js';
export type { RegistryEvents } from './registry.events.js';
