import type { ModelVersion, VersionSchema } from '@slipway/contracts';

/** canRun tells whether rows can be fed to a version: its schema is known, and it is more than kept files that only say what they take. */
export const canRun = (version: ModelVersion): version is ModelVersion & { schema: VersionSchema } =>
  version.schema !== null && version.framework !== 'opaque';
