/**
 * The image of the model server, made without a registry or a base image from the built checkout and this machine's Node:
 *   node deploy/inference-image.mjs name                      prints the image's name, which changes with what is in it
 *   node deploy/inference-image.mjs                           writes the root file system as tar, for `docker import`; docs/kubernetes.md has the command
 * It holds node, the libraries that it and ONNX Runtime load, apps/inference with its packages, and nothing else: no shell.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packParts, root } from './pack-parts.mjs';

const parts = ['apps/inference', 'packages/inference', 'packages/contracts'];

if (process.argv[2] === 'name') process.stdout.write(`slipway-inference:${contentDigest()}\n`);
else writeRootFileSystem();

function contentDigest() {
  const hash = createHash('sha256')
    .update(process.version)
    .update(readFileSync(join(root, 'package-lock.json')));
  for (const part of parts)
    for (const file of globSync('**/*.js', { cwd: join(root, part, 'dist') }).toSorted())
      hash.update(file).update(readFileSync(join(root, part, 'dist', file)));
  return hash.digest('hex').slice(0, 12);
}

function writeRootFileSystem() {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-image-'));
  try {
    packParts(join(folder, 'app'), { parts: ['apps/inference'], files: [] });
    put(folder, process.execPath, '/usr/local/bin/node');
    const native = globSync('app/node_modules/onnxruntime-node/bin/**/*.{node,so*}', { cwd: folder });
    for (const binary of [process.execPath, ...native.map((path) => join(folder, path))])
      for (const library of librariesOf(binary)) if (!library.startsWith(folder)) put(folder, library, library);
    // What nvidia-smi loads besides, where the engine puts it into the container.
    const loader = librariesOf(process.execPath).find((library) => /\/libc\.so/.test(library));
    const realtime = join(dirname(loader ?? ''), 'librt.so.1');
    if (existsSync(realtime)) put(folder, realtime, realtime);
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    const { status } = spawnSync('tar', ['--numeric-owner', '--owner=0', '--group=0', '-C', folder, '-c', '.'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function put(folder, from, to) {
  const target = join(folder, to);
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(realpathSync(from), target);
}

/** librariesOf asks the loader which files a program needs. */
function librariesOf(binary) {
  const { stdout, status } = spawnSync('ldd', [binary], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ldd cannot read ${binary}`);
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
}
