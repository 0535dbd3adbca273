/** RegistryEvents are what the registry tells the event log. */
export interface RegistryEvents {
  'registry.model_created': { name: string };
  'registry.model_updated': { description: string; owner: string };
  'registry.model_deleted': { name: string };
  'registry.version_registered': { version: number; digest: string; trainingRunId?: string };
  'registry.version_deleted': { version: number };
  'registry.alias_moved': { alias: string; version: number };
  'registry.alias_removed': { alias: string };
}
