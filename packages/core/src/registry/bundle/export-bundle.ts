import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { ModelVersion, VersionSchema } from '@slipway/contracts';
import { bundleCode, runtimeVersion, type BundleManifest } from '@slipway/inference';
import type { ArtifactsService } from '../../artifacts/index.js';
import type { Actor } from '../../kernel/actor.js';
import { SlipwayError } from '../../kernel/errors.js';
import { canRun } from '../can-run.js';
import { bundleTexts } from './bundle-texts.js';
import { writeTar, type TarEntry } from './write-tar.js';

/** Bundles exports versions as archives that predict elsewhere: in functions of clouds, on devices with Node. */
export class Bundles {
  constructor(private readonly artifacts: ArtifactsService) {}

  /**
   * stream is the bundle of a version as `.tar.gz`, written while it is read: its files, manifest and signatures that hold, and handlers for Node,
   * AWS Lambda, Azure Functions and Google Cloud Functions. Equal versions make equal bundles. A version that is no ONNX model is `not_onnx`.
   */
  async stream(actor: Actor, version: ModelVersion): Promise<Readable> {
    if (!canRun(version))
      throw new SlipwayError(
        'not_onnx',
        `v${version.version} of ${version.model} is no ONNX model: a bundle needs one. Download its files instead.`,
      );
    const { signatures } = await this.artifacts.signatures.report(actor, version);
    const texts = bundleTexts(manifestOf(version), await runtimeVersion());
    const signed = signatures
      .filter(({ valid }) => valid)
      .map(({ bundle }, at): [string, string] => [`signatures/${at + 1}.json`, `${JSON.stringify(bundle)}\n`]);
    const code = (await bundleCode()).map(({ path, content }) => entryOf(`lib/${path}`, content));
    const small = [...Object.entries(texts), ...signed].map(([path, text]) => entryOf(path, Buffer.from(text)));
    const archive = Readable.from(writeTar(this.entries(version, [...small, ...code])));
    // A file that cannot be read ends the archive in the middle: the caller sees a broken transfer, never a short archive.
    return pipeline(archive, createGzip(), () => undefined);
  }

  private async *entries({ files }: ModelVersion, small: readonly TarEntry[]): AsyncGenerator<TarEntry> {
    yield* small;
    for (const { path, digest, sizeBytes } of files) {
      const { stream } = await this.artifacts.open(digest);
      yield { path: `model/${path}`, sizeBytes, content: stream };
    }
  }
}

function manifestOf({
  model,
  version,
  digest,
  files,
  schema,
}: ModelVersion & { schema: VersionSchema }): BundleManifest {
  const bundled = files.map((file) => ({ ...file, path: `model/${file.path}` }));
  const modelFile = bundled.find(({ path }) => path.endsWith('.onnx'))!.path;
  // The contract's schema and the inference package's are one; only their arrays differ in being read-only.
  return {
    format: 'slipway-bundle-1',
    model,
    version,
    digest,
    modelFile,
    files: bundled,
    schema: schema as BundleManifest['schema'],
  };
}

const entryOf = (path: string, content: Buffer): TarEntry => ({ path, sizeBytes: content.length, content: [content] });
