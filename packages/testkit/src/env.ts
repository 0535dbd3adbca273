/** testServerUrl is the embedded PostgreSQL of this test run, as global-database.ts announced it. */
export function testServerUrl(): string {
  const url = process.env['SLIPWAY_TEST_SERVER'];
  if (url === undefined) throw new Error('No test database: run through vitest, whose global set-up starts one.');
  return url;
}

/** announceTestServer tells the test files where the embedded PostgreSQL is, and the folder in which they make their temporary ones. */
export function announceTestServer(url: string, folder: string): void {
  process.env['SLIPWAY_TEST_SERVER'] = url;
  process.env['TMPDIR'] = folder;
}
