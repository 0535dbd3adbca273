import type { ModelVersion, VersionSchema } from '@slipway/contracts';

/** canRun tells whether rows can be fed to a version here: it is a model file whose schema is known. */
export const canRun = (version: ModelVersion): version is ModelVersion & { schema: VersionSchema } =>
  version.schema !== null && version.framework === 'onnx';

/** canServe tells whether a version can answer behind an endpoint: one that runs here, or an endpoint of others. */
export const canServe = (version: ModelVersion): version is ModelVersion & { schema: VersionSchema } =>
  version.schema !== null && version.framework !== 'opaque';
