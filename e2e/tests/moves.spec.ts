import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createClient, type Client } from '@slipway/client';
import { endpointTable as api } from '@slipway/contracts';
import { freePort, linearModel, startStandIn, type StandIn } from '@slipway/testkit';
import { runCommand } from '../story/command.ts';
import { removeEverything } from '../story/docker-engine.ts';
import { inheritedEnvironment } from '../story/env.ts';
import { startPodNode, type PodNode } from '../story/pod-node.ts';
import { serveBundle, type ServedBundle } from '../story/served-bundle.ts';
import { startSlipway, type Slipway } from '../story/slipway.ts';

const READY = { timeout: 120_000, intervals: [250] };
/** Some thousand requests at the first step prove that the candidate fails no more often than stable. */
const PROVEN = { timeout: 100_000, intervals: [250] };
/** What answers alone after each move. */
const STOPS = ['stable 2 docker ready', 'stable 3 kubernetes ready', 'stable 4 external ready'];
const NAMESPACE = 'slipway';
const CLUSTER_TOKEN = 'admin-token';
const guide = new URL('../../docs/runtimes.md', import.meta.url);

let folder: string;
let slipway: Slipway;
let client: Client;
let cluster: StandIn;
let node: PodNode;
let bundle: ServedBundle | undefined;
let bundlePort: number;

test.describe.configure({ mode: 'serial', timeout: 780_000 });

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = await mkdtemp(join(tmpdir(), 'slipway-moves-'));
  const image = await importImage();
  cluster = await startStandIn();
  const servicePort = await freePort();
  bundlePort = await freePort();
  const file = join(folder, 'cluster.json');
  slipway = await startSlipway({
    SLIPWAY_KUBERNETES: file,
    SLIPWAY_INFERENCE_IMAGE: image,
    SLIPWAY_ALLOW_OUTBOUND: `127.0.0.1:${bundlePort}`,
  });
  client = createClient({ baseUrl: slipway.url, token: slipway.token });
  const { secret } = await client.call(api.createToken, { body: { name: 'pods', scopes: ['read'] } });
  await writeCluster(file, `127.0.0.1:${servicePort}`);
  node = await startPodNode({
    url: cluster.url,
    token: CLUSTER_TOKEN,
    namespace: NAMESPACE,
    secrets: { 'slipway-token': { token: secret } },
    servicePort,
  });
  const content = linearModel({ weights: [1, -1], squash: 'Sigmoid' });
  for (let version = 1; version <= 3; version += 1)
    await client.uploadVersion('late', [{ name: 'model.onnx', content }]);
});

test.afterAll(async () => {
  await node?.stop();
  await slipway?.stop();
  await removeEverything('io.slipway.serving');
  await bundle?.stop();
  await cluster?.close();
  await rm(folder, { recursive: true, force: true });
});

test('the file and the commands of the guide: from embedded to docker, a cluster and an endpoint of others, and no request fails', async () => {
  const { yaml, moves } = readGuide(await readFile(guide, 'utf8'));
  await slipwayCommand('export', 'late@1', '--out', join(folder, 'late.tar.gz'));
  bundle = await serveBundle(join(folder, 'late.tar.gz'), join(folder, 'edge'), bundlePort);
  const file = join(folder, 'endpoint.yaml');
  await writeFile(file, yaml.replace('edge.example:8080', `127.0.0.1:${bundlePort}`));
  await slipwayCommand('apply', '-f', file);
  await expect.poll(runtimes, READY).toEqual(['stable 1 embedded ready']);

  const answers = new Map<string, number>();
  let isOver = false;
  const callers = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      const answer = await infer();
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  });
  const shares: number[] = [];
  try {
    for (const [at, move] of moves.entries()) {
      await slipwayCommand(...move);
      const { items } = await client.call(api.listRollouts, { query: { endpoint: 'late', limit: 1 } });
      const { id } = items[0]!;
      await expect
        .poll(async () => {
          const { state, wantedBp, sentence } = await client.call(api.getRollout, { params: { id } });
          if (shares.at(-1) !== wantedBp) shares.push(wantedBp);
          return `${state}: ${sentence} ${(await details()).join('; ')}`;
        }, PROVEN)
        .toMatch(/^promoted/);
      await expect.poll(runtimes, READY).toEqual([STOPS[at]]);
    }
  } finally {
    isOver = true;
    await Promise.all(callers);
  }
  expect(moves).toHaveLength(STOPS.length);
  expect(shares.filter((share) => share === 2_000 || share === 5_000)).toEqual([
    2_000, 5_000, 2_000, 5_000, 2_000, 5_000,
  ]);
  test.info().annotations.push({ type: 'answers', description: JSON.stringify(Object.fromEntries(answers)) });
  expect([...answers.keys()].toSorted()).toEqual([1, 2, 3, 4].map((version) => `200 version ${version}: 0.8808`));
});

test('what nobody asks any more goes: the pods and the containers', async () => {
  await expect.poll(() => node.running(), READY).toEqual([]);
  const { items } = await client.call(api.listContainers, { params: { name: 'late' } });
  expect(items.filter(({ state }) => state !== 'ended')).toEqual([]);
});

/** The YAML of the guide, and the words of its commands that start rollouts. */
function readGuide(text: string): { yaml: string; moves: string[][] } {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
  const commands = [...text.matchAll(/^ {4}slipway (rollout start [^#\n]*)/gm)];
  return { yaml, moves: commands.map(([, words = '']) => words.trim().split(/\s+/)) };
}

/** The image of the model server, made as the guide about clusters says. */
async function importImage(): Promise<string> {
  const name = 'registry.example/slipway-inference:moves';
  const [, command = ''] =
    /`(node deploy\/inference-image[^`]*)`/.exec(await readFile(new URL('kubernetes.md', guide), 'utf8')) ?? [];
  await runCommand('sh', ['-c', command.replace('REGISTRY/slipway-inference:1', name)], inheritedEnvironment());
  return name;
}

async function writeCluster(file: string, address: string): Promise<void> {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'story',
    clusters: [{ name: 'story', cluster: { server: cluster.url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'story', user: { token: CLUSTER_TOKEN } }],
    contexts: [{ name: 'story', context: { cluster: 'story', user: 'story' } }],
  };
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(config));
  const settings = { kubeconfig: 'kubeconfig', namespace: NAMESPACE, slipwayUrl: slipway.url, address };
  await writeFile(file, JSON.stringify(settings));
}

function slipwayCommand(...words: string[]): Promise<string> {
  const env = { ...inheritedEnvironment(), SLIPWAY_URL: slipway.url, SLIPWAY_TOKEN: slipway.token };
  return runCommand(process.execPath, ['packages/cli/bin/slipway.js', ...words], env);
}

const variants = async () => (await client.call(api.getEndpoint, { params: { name: 'late' } })).variants;
const runtimes = async (): Promise<string[]> =>
  (await variants()).map(({ role, version, runtime, state }) => `${role} ${version} ${runtime} ${state}`);
/** What variants wait for, so that a story that hangs says why. */
const details = async (): Promise<string[]> => (await variants()).flatMap(({ detail }) => detail ?? []);

/** infer asks for one row, [3, 1], and says what it was told, in one line. */
async function infer(): Promise<string> {
  const inputs = [{ name: 'features', shape: [1, 2], datatype: 'FP32', data: [3, 1] }];
  const response = await fetch(`${slipway.gatewayUrl}/v2/models/late/infer`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slipway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ inputs }),
  });
  const answer = (await response.json()) as { model_version?: string; outputs?: { data: number[] }[] };
  return `${response.status} version ${answer.model_version}: ${answer.outputs?.[0]?.data[0]?.toFixed(4)}`;
}
