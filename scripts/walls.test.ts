import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules/.bin');

/** A house without a breach: two packages, two domains, an app and a page. */
const soundHouse = {
  'package.json': '{ "name": "house", "private": true, "type": "module", "workspaces": ["packages/*", "apps/*"] }',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "target": "es2023", "strict": true, "types": [] }, "include": ["packages", "apps"] }',
  'packages/contracts/package.json': '{ "name": "@slipway/contracts", "exports": { ".": "./src/index.ts" } }',
  'packages/contracts/src/index.ts': 'export const Rate = 1;\n',
  'packages/core/package.json': '{ "name": "@slipway/core", "exports": { ".": "./src/create-core.ts" } }',
  'packages/core/src/create-core.ts':
    "import { service } from './serving/index.js';\nimport { alert } from './alerting/index.js';\nservice();\nalert();\n",
  'packages/core/src/kernel/clock.ts': 'export const now = (): number => 0;\n',
  'packages/core/src/kernel/env.ts': 'export const port = (): string | undefined => process.env.PORT;\n',
  'packages/core/src/registry/index.ts': "export { models } from './registry.service.js';\n",
  'packages/core/src/registry/registry.service.ts':
    "import { now } from '../kernel/clock.js';\nimport { port } from '../kernel/env.js';\nexport const models = (): unknown => [now(), port()];\n",
  'packages/core/src/serving/index.ts': "export { service } from './serving.service.js';\n",
  'packages/core/src/serving/serving.service.ts':
    "import { models } from '../registry/index.js';\nexport const service = (): unknown => models();\n",
  'packages/core/src/alerting/index.ts': 'export const alert = (): void => undefined;\n',
  'apps/web/package.json': '{ "name": "@slipway/web" }',
  'apps/web/src/main.ts': "import { home } from './features/home/home-page.js';\nhome();\n",
  'apps/web/src/features/home/home-page.ts': 'export const home = (): void => undefined;\n',
};

const core = 'packages/core/src';

/** Who imports what it may not: [what, file, its text, the words of the error]. */
const wallBreaches = [
  [
    'contracts import core',
    'packages/contracts/src/a.ts',
    "import '@slipway/core';",
    'packages/contracts may import nothing of ours',
  ],
  [
    'web imports core',
    'apps/web/src/lib/a.ts',
    "export * from '@slipway/core';",
    'apps/web may import @slipway/contracts, not',
  ],
  ['an app imports an app', 'apps/api/src/a.ts', "import '@slipway/gateway';", 'apps/api may import'],
  [
    'a relative path into a package',
    'apps/api/src/b.ts',
    "import '../../../packages/db/src/index.js';",
    'leaves apps/api',
  ],
  [
    'a type counts too',
    'packages/client/src/a.ts',
    "export type A = import('@slipway/core').Core;",
    'packages/client may import',
  ],
  [
    'a dynamic import counts too',
    'apps/worker/src/a.ts',
    "await import('@slipway/inference');",
    'apps/worker may import',
  ],
  [
    'a domain imports to its right',
    `${core}/registry/a.ts`,
    "import '../serving/index.js';",
    'serving is right of registry',
  ],
  [
    'a domain past a door',
    `${core}/serving/a.ts`,
    "import '../registry/registry.service.js';",
    'import registry by its door',
  ],
  ['somebody imports alerting', `${core}/serving/b.ts`, "import '../alerting/index.js';", 'alerting reacts to events'],
  [
    'the kernel imports a domain',
    `${core}/kernel/a.ts`,
    "import '../registry/index.js';",
    'the kernel imports no domain',
  ],
  [
    'a domain imports the root',
    `${core}/registry/b.ts`,
    "import '../create-core.js';",
    'the composition root imports the domains',
  ],
  [
    'a service uses the database',
    `${core}/serving/c.ts`,
    "import type { Prisma } from '@slipway/db';",
    'only the kernel and *.repository.ts',
  ],
  [
    'the wrong domain runs models',
    `${core}/access/a.ts`,
    "import '@slipway/inference';",
    'in core only datasets, registry, serving',
  ],
  ['core knows a framework', `${core}/kernel/b.ts`, "import '@nestjs/common';", 'an HTTP framework stays in'],
  ['core knows a queue', `${core}/kernel/c.ts`, "import 'bullmq';", 'the queue product stays in apps/worker'],
  ['core knows Redis', `${core}/kernel/redis.ts`, "import 'ioredis';", 'Redis is for the queue'],
  ['the browser gets Node', 'packages/contracts/src/b.ts', "import 'node:fs';", 'runs in a browser'],
  [
    'a feature imports a feature',
    'apps/web/src/features/home/a.ts',
    "import '../alerts/b.js';",
    'a feature imports no feature',
  ],
  [
    'lib imports a feature',
    'apps/web/src/lib/b.ts',
    "import '../features/home/home-page.js';",
    'lib lies below features',
  ],
  [
    'an app talks to the database',
    'apps/api/src/c.ts',
    "import '@prisma/client';",
    'the database client belongs to packages/db',
  ],
  [
    'the gateway looks into registry',
    'apps/gateway/src/a.ts',
    "import { models } from '@slipway/core';",
    'models is of registry',
  ],
  ['a folder named utils', `${core}/serving/utils/a.ts`, '', '"utils" says nothing'],
  ['a file named helpers', 'apps/api/src/http/helpers.ts', '', '"helpers.ts" says nothing'],
  ['a name in camel case', 'apps/api/src/http/byteRange.ts', '', 'rename "byteRange.ts"'],
  ['an index.ts without a door', 'apps/api/src/http/index.ts', '', 'only a package or a domain has an index.ts'],
] as const;

const coreDoor = { [`${core}/index.ts`]: "export { models } from './registry/index.js';\n" };

const lines = (count: number): string =>
  Array.from({ length: count }, (_, line) => `export const a${line} = ${line};`).join('\n');

/** What oxlint refuses: [rule, file, its text]. */
const lintBreaches = [
  ['no-floating-promises', 'a.ts', 'export function go(work: () => Promise<void>): void {\n  work();\n}\n'],
  ['no-misused-promises', 'b.ts', 'export const go = (list: number[]): void => list.forEach(async () => undefined);\n'],
  ['await-thenable', 'c.ts', 'export const go = async (one: number): Promise<number> => await one;\n'],
  [
    'switch-exhaustiveness-check',
    'd.ts',
    "export function go(way: 'in' | 'out'): number {\n  switch (way) {\n    case 'in':\n      return 1;\n  }\n  return 0;\n}\n",
  ],
  ['no-explicit-any', 'e.ts', 'export const go = (one: any): void => one;\n'],
  ['no-process-env', 'f.ts', 'export const go = (): unknown => process.env.PORT;\n'],
  ['max-lines', 'g.ts', lines(401)],
  ['no-cycle', 'h.ts', "import { i } from './i.js';\nexport const h = (): number => i();\n"],
  ['no-console', 'j.ts', "console.log('here');\n"],
  ['no-unused-vars', 'k.ts', "import { h } from './h.js';\n"],
] as const;
const otherHalfOfTheCycle = "import { h } from './h.js';\nexport const i = (): number => h();\n";

const houses: string[] = [];
afterAll(() => houses.forEach((house) => rmSync(house, { recursive: true })));

function build(files: Readonly<Record<string, string>>): string {
  const house = mkdtempSync(join(tmpdir(), 'slipway-house-'));
  houses.push(house);
  for (const rules of ['.oxlintrc.json', 'knip.json', '.oxfmtrc.json'])
    copyFileSync(join(root, rules), join(house, rules));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  return house;
}

/** run executes one of the tools that `npm run check` runs, in a house. */
function run(house: string, tool: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { PATH: `${bin}:/usr/bin:/bin`, HOME: house };
  return new Promise((resolve) =>
    execFile(tool, args, { cwd: house, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    ),
  );
}

const walls = (house: string) => run(house, process.execPath, join(root, 'scripts/walls.mjs'), house);
const lint = (house: string) => run(house, join(bin, 'oxlint'), '--type-aware', '--format', 'unix');
const unusedExports = (house: string) => run(house, join(bin, 'knip'), '--no-progress', '--include', 'exports,files');

test('a house without a breach passes', async () => {
  const house = build(soundHouse);
  expect(await walls(house)).toEqual({ code: 0, output: '' });
  expect(await lint(house)).toMatchObject({ code: 0 });
  expect(await unusedExports(house)).toMatchObject({ code: 0 });
});

let wallErrors = '';
let lintErrors = '';

beforeAll(async () => {
  const breached = wallBreaches.map(([, path, text]) => [path, `\n${text}\n`]);
  const wall = await walls(build({ ...soundHouse, ...coreDoor, ...Object.fromEntries(breached) }));
  const planted = lintBreaches.map(([, file, text]) => [`packages/contracts/src/${file}`, text]);
  const linted = await lint(
    build({ ...soundHouse, ...Object.fromEntries(planted), 'packages/contracts/src/i.ts': otherHalfOfTheCycle }),
  );
  if (wall.code !== 1 || linted.code !== 1) throw new Error('a breached house passed');
  [wallErrors, lintErrors] = [wall.output, linted.output];
});

test.each(wallBreaches)('wall: %s', (_what, path, text, words) => {
  const error = wallErrors.split('\n').find((line) => line.startsWith(`${path}:${text === '' ? 1 : 2}  `));
  expect(error).toContain(words);
});

test('each planted breach is one error', () => {
  expect(wallErrors.trim().split('\n')).toHaveLength(wallBreaches.length);
});

test.each(lintBreaches)('lint: %s', (rule, file) => {
  const errors = lintErrors.split('\n').filter((line) => line.startsWith(`packages/contracts/src/${file}:`));
  expect(errors.join('\n')).toContain(`(${rule})`);
});

test('an export that nobody uses', async () => {
  const house = build({
    ...soundHouse,
    [`${core}/kernel/clock.ts`]: 'export const now = (): number => 0;\nexport const noon = 12;\n',
  });
  const { code, output } = await unusedExports(house);
  expect(code).toBe(1);
  expect(output).toMatch(/noon .*packages\/core\/src\/kernel\/clock\.ts:2:14/);
});

test('a file that nobody imports', async () => {
  const house = build({ ...soundHouse, [`${core}/kernel/forgotten.ts`]: 'export {};\n' });
  expect(await unusedExports(house)).toMatchObject({ code: 1, output: expect.stringContaining('kernel/forgotten.ts') });
});

test('a file out of format', async () => {
  const house = build({ ...soundHouse, [`${core}/kernel/clock.ts`]: 'export const now = () : number=> 0\n' });
  const { code, output } = await run(house, join(bin, 'oxfmt'), '--check');
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('kernel/clock.ts') });
});
