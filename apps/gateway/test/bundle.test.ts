import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@slipway/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const callClouds = fileURLToPath(new URL('call-clouds.mjs', import.meta.url));
const good = {
  rows: [
    { distance: 1.5, carrier: 'WN' },
    { distance: -0.25, carrier: 'AA' },
  ],
};
const bad = { rows: [{ distance: 'far', carrier: 'WN' }] };
const sent = [JSON.stringify(good), JSON.stringify(bad), '{"rows":[]}', '[1]', 'not json', ''];

let served: ServedCore;
let folder: string;
beforeAll(async () => {
  served = await startServedCore();
  await served.deploy('late', await served.register('flights', lateFlights));
  folder = await mkdtemp(join(tmpdir(), 'slipway-bundle-'));
  const version = await served.core.registry.requireVersion(actor, 'flights', 1);
  const tar = spawn('tar', ['-xz', '-C', folder]);
  await pipeline(await served.core.registry.bundles.stream(actor, version), tar.stdin);
  if (tar.exitCode === null) await once(tar, 'exit');
  await symlink(join(modules, 'onnxruntime-node'), join(await madeFolder('node_modules'), 'onnxruntime-node'));
});
afterAll(async () => {
  await served.stop();
  await rm(folder, { recursive: true });
});

const madeFolder = async (path: string): Promise<string> => {
  await mkdir(join(folder, path), { recursive: true });
  return join(folder, path);
};

/** What the gateway says to the same body, without what only a gateway knows. */
async function ofGateway(body: string): Promise<object> {
  const answer = await served.ask('/v1/endpoints/late/predict', body === '' ? ' ' : body);
  const said = (await answer.json()) as Record<string, unknown>;
  const { predictions, code, errors } = said;
  return answer.ok ? { status: 200, predictions } : { status: answer.status, code, errors };
}

const plain = ({ status, body }: { status: number; body: string }): object => {
  const { predictions, code, errors } = JSON.parse(body) as Record<string, unknown>;
  return status === 200 ? { status, predictions } : { status, code, errors };
};

test('handlers of three clouds answer what the gateway answers, whatever form the event has', async () => {
  // Stand-ins of what the two clouds bring: they take what is published, and nothing else.
  for (const [name, code] of Object.entries({
    '@azure/functions': `export const app = { http: (name, options) => { globalThis.azure = { name, options }; } };`,
    '@google-cloud/functions-framework': `export const http = (name, run) => { globalThis.google = { name, run }; };`,
  })) {
    const package_ = await madeFolder(`node_modules/${name}`);
    await writeFile(join(package_, 'package.json'), '{"type":"module","exports":"./index.js"}');
    await writeFile(join(package_, 'index.js'), code);
  }
  const { stdout } = await promisify(execFile)(process.execPath, [callClouds, folder, JSON.stringify(sent)]);
  const said = JSON.parse(stdout) as { cloud: string; answers: { status: number; body: string }[] }[];
  expect(said.map(({ cloud }) => cloud)).toEqual(['aws 2.0', 'aws 1.0', 'aws balancer', 'azure', 'google']);
  const wanted = await Promise.all(sent.map(ofGateway));
  expect(wanted.map((answer) => (answer as { status: number }).status)).toEqual([200, 422, 400, 400, 400, 400]);
  for (const { cloud, answers } of said) {
    expect([cloud, plain(answers[0]!)]).toEqual([cloud, wanted[0]]);
    expect([cloud, plain(answers[1]!)]).toEqual([cloud, wanted[1]]);
    expect([cloud, answers.slice(2).map(({ status }) => (status >= 400 && status < 500 ? 'refused' : status))]).toEqual(
      [cloud, ['refused', 'refused', 'refused', 'refused']],
    );
  }
});

test('the Node server answers, refuses other verbs, and stays off a model that is not the exported one', async () => {
  const port = await freePort();
  const server = spawn(process.execPath, ['node-server.js'], { cwd: folder, env: { PORT: String(port) } });
  try {
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(() =>
        fetch(`${url}/healthz`)
          .then(({ ok }) => ok)
          .catch(() => false),
      )
      .toBe(true);
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(good) });
    expect(answer.status).toBe(200);
    const { model, version, predictions } = (await answer.json()) as Record<string, unknown>;
    expect({ model, version, status: 200, predictions }).toEqual({
      model: 'flights',
      version: 1,
      ...(await ofGateway(JSON.stringify(good))),
    });
    expect((await fetch(url)).status).toBe(405);
    const many = { rows: Array.from({ length: 10_001 }, () => good.rows[0]) };
    expect((await fetch(url, { method: 'POST', body: JSON.stringify(many) })).status).toBe(400);
  } finally {
    server.kill();
    await once(server, 'exit');
  }
  await writeFile(join(folder, 'model/model.onnx'), 'another model');
  const { status, stderr } = spawnSync(process.execPath, ['aws-lambda.js'], { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('model/model.onnx is not the file that was exported');
});
