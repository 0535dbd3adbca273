import { defineConfig } from 'vitest/config';

// Before any worker starts: onnxruntime reads it from the process, and a thread only has a copy.
process.env.ORT_DISABLE_TELEMETRY = '1';

/** Tests of whole processes, which mostly wait for them to start and to end: they run beside what computes. */
const processes = [
  'apps/supervisor/test/**/*.test.ts',
  'packages/db/test/embedded-postgres.test.ts',
  'packages/core/test/{lost-workers,february}.test.ts',
];

/** Projects: `unit` (beside the code), `integration` (real database, one file at a time), `processes` (whole ones, started and killed), `redis` (needs TEST_REDIS_URL). */
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    environment: 'node',
    // Processes, not threads: ending a thread while onnxruntime runs in it aborts the whole run.
    pool: 'forks',
    // What is waited for comes within milliseconds here; a machine that is busy with something else may take its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    globalSetup: ['packages/testkit/src/global-database.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Tests share a process and what it has imported: half the processor time.
          isolate: false,
          include: ['{apps,packages,examples}/*/src/**/*.test.ts', 'bench/src/**/*.test.ts', 'scripts/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{apps,packages}/*/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.redis.test.ts', ...processes],
          fileParallelism: false,
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'processes', include: processes, fileParallelism: false },
      },
      {
        extends: true,
        test: {
          name: 'redis',
          include: ['{apps,packages}/*/test/**/*.redis.test.ts'],
        },
      },
    ],
  },
});
