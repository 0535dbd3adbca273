import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { feedsFromRows } from '../feeds-from-rows.js';
import { InferenceError } from '../inference-error.js';
import { rowsFromOutputs } from '../rows-from-outputs.js';
import type { Prediction } from '../rows-from-outputs.js';
import { loadSession } from '../session.js';
import type { BundleManifest } from './bundle-manifest.js';

const mostRows = 10_000;

/** BundledAnswer is what a bundle predicted, and by which version. */
export interface BundledAnswer {
  readonly model: string;
  readonly version: number;
  readonly predictions: readonly Prediction[];
}

/** BundledModel answers plain rows as a gateway does; it throws an InferenceError for what does not fit the signature. */
export type BundledModel = (rows: unknown) => Promise<BundledAnswer>;

/**
 * openBundledModel loads the model of an unpacked bundle, `folder` being where its manifest lies. A model file that is not the exported one is
 * `digest_mismatch`: a bundle that was changed on its way answers nothing.
 */
export async function openBundledModel(folder: URL): Promise<BundledModel> {
  const manifest = JSON.parse(await readFile(new URL('manifest.json', folder), 'utf8')) as BundleManifest;
  const { model, version, modelFile, files, schema } = manifest;
  const bytes = await readFile(new URL(modelFile.split('/').map(encodeURIComponent).join('/'), folder));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (files.find(({ path }) => path === modelFile)?.digest !== digest)
    throw new InferenceError('digest_mismatch', 500, `${modelFile} is not the file that was exported: export it anew`);
  const session = await loadSession(bytes);
  return async (rows) => {
    const feeds = feedsFromRows(schema, rows);
    const count = (rows as unknown[]).length;
    if (count > mostRows) throw new InferenceError('invalid_request', 400, `at most ${mostRows} rows at a time`);
    const outputs = await session.run(feeds);
    return { model, version, predictions: rowsFromOutputs(schema, outputs, count) };
  };
}
