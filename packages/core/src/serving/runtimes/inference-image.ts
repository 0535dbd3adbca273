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

let ownName: Promise<string> | null = null;

/** inferenceImageName is the image of Slipway's own model server: the operator's (`named`), else the name of what this checkout's build makes. */
export function inferenceImageName(named: string | null): Promise<string> {
  if (named !== null) return Promise.resolve(named);
  if (!existsSync(script))
    throw new SlipwayError(
      'unavailable',
      'The image of the model server cannot be made here: make it in a checkout, as docs/kubernetes.md says, and name it in SLIPWAY_INFERENCE_IMAGE.',
    );
  // A running worker's own build does not change, and asking for it is a process of its own.
  ownName ??= promisify(execFile)(process.execPath, [script, 'name'], { env: trainerEnvironment() }).then(
    ({ stdout }) => stdout.trim(),
    (error: unknown) => {
      ownName = null;
      throw error;
    },
  );
  return ownName;
}

/** ensureInferenceImage makes that image from this checkout's build and Node where the engine lacks it; no registry is asked. */
export async function ensureInferenceImage(engine: DockerEngine, named: string | null): Promise<void> {
  const name = await inferenceImageName(named);
  if (named !== null || (await engine.hasImage(name))) return;
  const packing = spawn(process.execPath, [script], {
    env: trainerEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(packing, 'exit') as Promise<[number | null]>;
  await engine.importImage(name, packing.stdout, START);
  const [code] = await exit;
  if (code !== 0) throw new SlipwayError('unavailable', `${script} ended with ${code}: run \`npm run build\` first.`);
}
