// Real models that nobody here made, taken from npm packages and kept in a cache: `node scripts/public-models.mjs <name>`.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../node_modules/.cache/slipway-models/', import.meta.url));

const sources = {
  'silero_vad_v5.onnx': { package: '@ricky0123/vad-web@0.0.31', file: 'package/dist/silero_vad_v5.onnx' },
  'silero_vad_legacy.onnx': { package: '@ricky0123/vad-web@0.0.31', file: 'package/dist/silero_vad_legacy.onnx' },
  'hello_deepa.onnx': { package: 'openwakeword-js@0.1.27', file: 'package/models/hello_deepa.onnx' },
};

/**
 * fetchPublicModel gives the path of a public ONNX model, fetching its npm package on the first call.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function fetchPublicModel(name) {
  const source = sources[name];
  if (!source) throw new Error(`no public model ${name}; known: ${Object.keys(sources).join(', ')}`);
  const path = join(cache, name);
  if (await stat(path).catch(() => null)) return path;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'fetching-'));
  try {
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder, source.package]);
    await run('tar', ['-xzf', join(folder, stdout.trim().split('\n').at(-1)), '-C', folder, source.file]);
    await rename(join(folder, source.file), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const name = process.argv[2] ?? 'silero_vad_v5.onnx';
  process.stdout.write(`${await fetchPublicModel(name)}\n`);
}
