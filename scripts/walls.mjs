/** `node scripts/walls.mjs [root]`: holds every file against the plan of the house and prints `file:line  rule  what to do`. */
import { fileURLToPath } from 'node:url';
import { findBreaches } from './walls/find-breaches.mjs';
import { readSources } from './walls/read-sources.mjs';

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const breaches = findBreaches(readSources(root));
for (const { path, line, rule, advice } of breaches) process.stdout.write(`${path}:${line}  ${rule}  ${advice}\n`);
process.exitCode = breaches.length === 0 ? 0 : 1;
