/**
 * The image of the model server, made without a registry or a base image from the built checkout and this machine's Node:
 *   node deploy/inference-image.mjs name                      prints the image's name, which changes with what is in it
 *   node deploy/inference-image.mjs                           writes the root file system as tar, for `docker import`; docs/kubernetes.md has the command
 * It holds node, the libraries that it and ONNX Runtime load, apps/inference with its packages, and nothing else: no shell.
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNodeImage } from './node-image.mjs';
import { root } from './pack-parts.mjs';

const parts = ['apps/inference', 'packages/inference', 'packages/contracts'];

if (process.argv[2] === 'name') process.stdout.write(`slipway-inference:${contentDigest()}\n`);
else writeNodeImage(['apps/inference']);

function contentDigest() {
  const hash = createHash('sha256')
    .update(process.version)
    .update(readFileSync(join(root, 'package-lock.json')));
  for (const part of parts)
    for (const file of globSync('**/*.js', { cwd: join(root, part, 'dist') }).toSorted())
      hash.update(file).update(readFileSync(join(root, part, 'dist', file)));
  return hash.digest('hex').slice(0, 12);
}
