/** Python with the unmodified clients that people use, in a virtual environment of its own that is kept between runs. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { say } from './bootstrap.mjs';

const packages = ['mlflow==3.17.2', 'onnx==1.23.2', 'onnxruntime', 'tritonclient[http,grpc]', 'schemathesis==4.32.5'];

/** providePythonClients makes them: {env, stop}, or {missing: why}. */
export function providePythonClients() {
  if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0) return { missing: 'there is no python3 with venv' };
  const key = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 12);
  const folder = join(homedir(), '.cache/slipway', `python-clients-${key}`);
  const done = join(folder, 'complete');
  if (!existsSync(done)) {
    const refusal = install(folder);
    if (refusal !== null) return { missing: refusal };
    writeFileSync(done, packages.join('\n'));
  }
  return { env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH ?? ''}` }, stop: () => undefined };
}

function install(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  say(`installing ${packages.join(', ')}`);
  const run = (command, args) => spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  const made = run('python3', ['-m', 'venv', folder]);
  const got = made.status === 0 ? run(join(folder, 'bin/pip'), ['install', '--quiet', ...packages]) : made;
  if (got.status === 0) return null;
  return `pip could not install the clients: ${got.stderr.trim().split('\n').at(-1) ?? 'no reason given'}`;
}
