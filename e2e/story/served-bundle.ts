import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';
import { inheritedEnvironment } from './env.ts';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** ServedBundle is an exported version that runs as the Node server of its bundle, with no Slipway beside it. */
export interface ServedBundle {
  stop(): Promise<void>;
}

/** serveBundle unpacks a bundle into a new folder and starts its server on a port of the loopback; it waits until it is healthy. */
export async function serveBundle(bundle: string, folder: string, port: number): Promise<ServedBundle> {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await runCommand('tar', ['-xzf', bundle, '-C', folder], inheritedEnvironment());
  await symlink(join(modules, 'onnxruntime-node'), join(folder, 'node_modules/onnxruntime-node'));
  const env = { ...inheritedEnvironment(), PORT: String(port) };
  const server = spawn(process.execPath, ['node-server.js'], { cwd: folder, env, stdio: 'inherit' });
  const isHealthy = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isHealthy())) if (server.exitCode !== null) throw new Error('the server of the bundle ended');
  return {
    stop: async () => {
      server.kill();
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
