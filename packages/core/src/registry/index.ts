export { RegistryService, type VersionGuard } from './registry.service.js';
export type { RegistryEvents } from './registry.events.js';
