import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openApiDocument } from '@slipway/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, startApi, type StartedApi } from './started-api.js';

const hasClient = spawnSync('schemathesis', ['--version']).status === 0;

/** Left out: what signs the caller out, what never ends, and an answer whose tuples schemathesis takes for invalid. */
const leftOut = '/session|/events|/graph$|/tokens/';
const checks = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';

type Operation = { parameters: { name: string; in: string; schema: object }[] };

let api: StartedApi;
let address: string;
beforeAll(async () => {
  api = await startApi();
  await api.app.listen(0, '127.0.0.1');
  address = await api.app.getUrl();
  await api.ask('POST', '/api/v1/models', { payload: { name: 'known' } });
});
afterAll(() => api.stop());

/** aimed is the published description with names that exist, so that what is sent gets beyond "there is no such model". */
function aimed(): object {
  const document = openApiDocument('0.1.0') as { paths: Record<string, Record<string, Operation>> };
  for (const { parameters } of Object.values(document.paths).flatMap((operations) => Object.values(operations)))
    for (const parameter of parameters)
      if (parameter.in === 'path' && parameter.name === 'name') parameter.schema = { enum: ['known', 'gone'] };
  return document;
}

/** Where `schemathesis` is on PATH: what the description allows and what it forbids is sent, some thousand requests with a fixed seed. */
describe.skipIf(!hasClient)('a stranger who sends what the OpenAPI description allows, and more', () => {
  it('gets answers as described, and never a 5xx', { timeout: 300_000 }, async () => {
    const description = join(api.folder, 'openapi.json');
    writeFileSync(description, JSON.stringify(aimed()));
    const asked = ['run', description, '--url', address, '--header', `Authorization: Bearer ${adminToken}`];
    const how = ['--phases', 'fuzzing', '--max-examples', '5', '--seed', '7', '--checks', checks];
    const run = promisify(execFile)('schemathesis', [...asked, ...how, '--exclude-path-regex', leftOut], {
      cwd: api.folder,
      maxBuffer: 32 * 1024 * 1024,
    });
    const found = await run.then(
      () => 'nothing',
      ({ stdout }: { stdout: string }) => stdout.slice(0, 8_000),
    );
    expect(found).toBe('nothing');
  });
});
