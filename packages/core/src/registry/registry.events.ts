/** RegistryEvents are what the registry tells the event log. */
export interface RegistryEvents {
  'registry.model_created': { name: string };
  'registry.model_updated': { description?: string; owner?: string; tags?: Record<string, string> };
  'registry.model_renamed': { name: string };
  'registry.model_deleted': { name: string };
  'registry.model_undeleted': { name: string };
  'registry.card_updated': { revision: number; sections: string[] };
  'registry.version_registered': { version: number; digest: string; source?: string; trainingRunId?: string };
  'registry.version_updated': { version: number; description?: string; tags?: Record<string, string> };
  'registry.stage_changed': { version: number; stage: string };
  'registry.version_deleted': { version: number };
  'registry.version_undeleted': { version: number };
  'registry.alias_moved': { alias: string; version: number };
  'registry.alias_removed': { alias: string };
  'registry.alias_protected': { pattern: string };
  'registry.alias_unprotected': { pattern: string };
}
