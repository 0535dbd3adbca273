/**
 * `npm run generate`: writes the Prisma client of `prisma/` into packages/db/src/generated, unless it is up to date.
 * It needs no engine download: Prisma only asks that PRISMA_SCHEMA_ENGINE_BINARY names some executable.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = join(root, 'packages/db/src/generated');
const stamp = join(generated, '.schema-hash');

/** generateClient brings the generated client up to date and says whether it had to be written. */
export function generateClient() {
  const hash = schemaHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false;
  const run = spawnSync(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (run.status !== 0) throw new Error(`prisma generate failed:\n${run.stdout}${run.stderr}`);
  writeFileSync(stamp, hash);
  return true;
}

/** schemaHash is the sha256 over the Prisma version and every schema file, in the order of their paths. */
function schemaHash() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'node_modules/prisma/package.json')));
  for (const path of schemaFiles())
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, 'prisma', path)));
  return hash.digest('hex');
}

function schemaFiles() {
  const paths = readdirSync(join(root, 'prisma'), { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => path.endsWith('.prisma')).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(generateClient() ? 'prisma client generated\n' : 'prisma client is up to date\n');
}
