import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DockerEngine } from '../../kernel/docker/docker-engine.js';
import { trainerEnvironment } from '../../kernel/env.js';
import { SlipwayError } from '../../kernel/errors.js';

const script = fileURLToPath(new URL('../../../../../deploy/inference-image.mjs', import.meta.url));
const START = ['CMD ["/usr/local/bin/node","/app/apps/inference/dist/main.js"]', 'WORKDIR /app', 'USER 65532:65532'];

/**
 * ensureInferenceImage returns the image of Slipway's own model server: the operator's (`named`), else one that is made from this
 * checkout's build and Node the first time that the engine lacks it; no registry is asked.
 */
export async function ensureInferenceImage(engine: DockerEngine, named: string | null): Promise<string> {
  if (named !== null) return named;
  if (!existsSync(script))
    throw new SlipwayError(
      'unavailable',
      'The image of the model server cannot be made here: make it in a checkout (`node deploy/inference-image.mjs | docker import`) and name it in SLIPWAY_INFERENCE_IMAGE.',
    );
  const env = trainerEnvironment();
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'name'], { env });
  const name = stdout.trim();
  if (await engine.hasImage(name)) return name;
  const packing = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(packing, 'exit') as Promise<[number | null]>;
  await engine.importImage(name, packing.stdout, START);
  const [code] = await exit;
  if (code !== 0) throw new SlipwayError('unavailable', `${script} ended with ${code}: run \`npm run build\` first.`);
  return name;
}
