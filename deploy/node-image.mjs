/** Images without a registry or a base image, from the built checkout and this machine's Node. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packParts } from './pack-parts.mjs';

/**
 * writeNodeImage writes the root file system of an image as tar to standard output: this machine's Node, the libraries that it and native modules load,
 * and built parts of the checkout with their packages under /app. No registry, no base image, no shell.
 * @param {string[]} parts workspaces of the checkout
 */
export function writeNodeImage(parts) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-image-'));
  try {
    packParts(join(folder, 'app'), { parts, files: [] });
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
