import type { VersionSchema } from '../version-schema.js';

/** BundleFile is one file of the version: where it lies in the bundle, `model/` before its own path, and what its bytes are. */
export interface BundleFile {
  readonly path: string;
  readonly digest: string;
  readonly sizeBytes: number;
}

/** BundleManifest is `manifest.json` of an export bundle: which version it holds, what its inputs are, and the digest of each file. */
export interface BundleManifest {
  readonly format: 'slipway-bundle-1';
  readonly model: string;
  readonly version: number;
  /** Of the version's whole manifest of files, as Slipway shows it. */
  readonly digest: string;
  /** The one file that is run. */
  readonly modelFile: string;
  readonly files: readonly BundleFile[];
  readonly schema: VersionSchema;
}
