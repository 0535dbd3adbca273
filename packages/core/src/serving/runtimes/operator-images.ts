import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LabelName } from '@slipway/contracts';
import { z } from 'zod';
import { readOperatorFile } from '../../kernel/env.js';
import { SlipwayError } from '../../kernel/errors.js';
import { errorText } from '../../kernel/log.js';
import { replicaProtocols } from '../route.js';
import type { ImageRecipe } from '../runtime.js';

const EnvName = z.string().regex(/^[A-Z_][A-Z0-9_]{0,99}$/i, 'a name of letters, digits and _');
const File = z.strictObject({
  images: z.array(
    z.strictObject({
      name: LabelName.refine((name) => name !== 'onnx', "onnx is Slipway's own"),
      image: z.string().min(1).max(500),
      protocol: z.enum(replicaProtocols).default('open-inference'),
      port: z.number().int().min(1).max(65_535),
      modelPath: z.string().startsWith('/').default('/models/model/{version}/model.onnx'),
      command: z.array(z.string()).optional(),
      env: z.record(EnvName, z.string()).default({}),
      /** Values that are read from files when a container starts. */
      secretFiles: z.record(EnvName, z.string()).default({}),
    }),
  ),
});

/**
 * readImages reads the operator's list of images (none: only Slipway's own; one that cannot be read: `unavailable`). Secrets stay in files
 * of the operator; paths are relative to the list.
 */
export function readImages(path: string | null): ImageRecipe[] {
  if (path === null) return [];
  try {
    const { images } = File.parse(JSON.parse(readOperatorFile(path)));
    return images.map(({ command, secretFiles, env, ...recipe }) => ({
      ...recipe,
      command: command ?? null,
      env: { ...env, ...secretsOf(secretFiles, dirname(path)) },
    }));
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`
        : errorText(error);
    throw new SlipwayError('unavailable', `The operator's list of images (SLIPWAY_IMAGES) cannot be read: ${why}`);
  }
}

/** requireListed refuses an image that the operator does not list (`image_unknown`). */
export function requireListed(name: string, path: string | null): void {
  if (name === 'onnx' || readImages(path).some((recipe) => recipe.name === name)) return;
  throw new SlipwayError(
    'image_unknown',
    `The operator's list (SLIPWAY_IMAGES) holds no image ${name}: use onnx, or have it added there.`,
    [{ path: 'container.image', message: 'not listed' }],
  );
}

function secretsOf(files: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const values = Object.entries(files).map(([name, file]) => [
    name,
    readFileSync(resolve(folder, file), 'utf8').trim(),
  ]);
  return Object.fromEntries(values) as Record<string, string>;
}
