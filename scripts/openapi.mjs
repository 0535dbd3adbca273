/**
 * `npm run openapi`: writes packages/contracts/openapi.json, the API as its endpoint table describes it.
 * With `--check` it only says whether the file is up to date, and ends with 1 when it is not.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, fail, reexecOnInstalledNode, run, say } from './bootstrap.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = 'packages/contracts/openapi.json';

ensureInstalled();
await reexecOnInstalledNode();
run('node_modules/.bin/tsc', ['-b', 'packages/contracts']);

const { openApiDocument } = await import('@slipway/contracts');
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const written = existsSync(root + file) ? readFileSync(root + file, 'utf8') : '';
const wanted = `${JSON.stringify(openApiDocument(version), null, 2)}\n`;

if (written === wanted) {
  say(`${file} is up to date`);
} else if (process.argv.includes('--check')) {
  fail(`${file} is older than the endpoint table; run "npm run openapi" and commit it`);
} else {
  writeFileSync(root + file, wanted);
  say(`${file} written`);
}
