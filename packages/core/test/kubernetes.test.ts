import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NewRollout, NewServingEndpoint } from '@slipway/contracts';
import { misfits, startStandIn, type StandIn } from '@slipway/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { realCluster } from './env.js';
import { registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

/** A stand-in that holds objects against the schemas that Kubernetes publishes, or a real API server. */
const real = realCluster();
const { admin, viewer } = real ?? { admin: 'admin-token', viewer: 'viewer-token' };

let test: TestCore;
let standIn: StandIn | null = null;
let url: string;
const folder = mkdtempSync(join(tmpdir(), 'slipway-cluster-'));

beforeAll(async () => {
  if (real === null) standIn = await startStandIn();
  url = standIn?.url ?? real!.url;
  signInWith(admin);
  writeSettings('slipway');
  test = await openTestCore({
    SLIPWAY_KUBERNETES: join(folder, 'cluster.json'),
    SLIPWAY_INFERENCE_IMAGE: 'registry.example/slipway-inference:1',
  });
  await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
});
afterAll(async () => {
  await test.stop();
  await standIn?.close();
  rmSync(folder, { recursive: true, force: true });
});

function signInWith(token: string): void {
  const cluster = { server: url, 'insecure-skip-tls-verify': true };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  };
  writeFileSync(join(folder, 'kubeconfig'), JSON.stringify(config));
}

function writeSettings(namespace: string, more: object = {}): void {
  writeFileSync(join(folder, 'cluster.json'), JSON.stringify({ kubeconfig: 'kubeconfig', namespace, ...more }));
}

const ask = async (method: string, path: string, body?: object, type = 'application/merge-patch+json') => {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${admin}`, 'content-type': type },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as { spec?: { replicas?: number } } };
};
const path = (name: string, kind = 'apps/v1', plural = 'deployments'): string =>
  `/${kind === 'v1' ? 'api' : 'apis'}/${kind}/namespaces/slipway/${plural}/${name}`;
const reconcile = async () => {
  const done = await test.core.workloads.reconcile('kubernetes', 'worker');
  return done && [done.started, done.ended];
};
const workloads = async (name: string) =>
  (await test.core.workloads.listWorkloads(test.actor, { params: { name } })).items;
const nameIn = async (endpoint: string): Promise<string> => (await workloads(endpoint))[0]!.name;
const create = (name: string, container: object = {}) =>
  test.core.serving.createEndpoint(test.actor, {
    body: NewServingEndpoint.parse({ name, model: 'delays', version: 1, runtime: 'kubernetes', container }),
  });
const routeOf = async (name: string) => (await test.core.serving.routeTable()).find((route) => route.name === name)!;

it('a version becomes a Deployment, a Service and an autoscaler; applying again changes nothing', async () => {
  await create('boxed', { replicas: 2, memoryMb: 256, podAutoscaler: { maxReplicas: 6 } });
  expect(await reconcile()).toEqual([1, 0]);
  expect(await reconcile()).toEqual([0, 0]);
  const [workload] = await workloads('boxed');
  expect(workload).toMatchObject({ state: 'starting', detail: 'its pods are starting', readyReplicas: 0 });
  const { name } = workload!;
  expect(workload!.address).toBe(`${name}.slipway.svc:8080`);
  const made = await ask('GET', path(name, 'autoscaling/v2', 'horizontalpodautoscalers'));
  expect(made.body.spec).toMatchObject({ minReplicas: 2, maxReplicas: 6 });
  expect((await ask('GET', path(name, 'v1', 'services'))).status).toBe(200);
  expect((await routeOf('boxed')).replicas).toEqual([]);
});

it('what the cluster says becomes state, route and reason', async () => {
  const name = await nameIn('boxed');
  await ask('PATCH', `${path(name)}/status`, { status: { replicas: 1, readyReplicas: 1 } });
  await reconcile();
  expect(await workloads('boxed')).toMatchObject([{ state: 'ready', readyReplicas: 1 }]);
  expect((await routeOf('boxed')).replicas).toMatchObject([{ id: name, address: `${name}.slipway.svc:8080` }]);
  const failed = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' };
  await ask('PATCH', `${path(name)}/status`, { status: { replicas: 0, readyReplicas: 0, conditions: [failed] } });
  await reconcile();
  expect(await workloads('boxed')).toMatchObject([{ state: 'failed', detail: 'FailedCreate: exceeded quota' }]);
  expect((await routeOf('boxed')).variants).toMatchObject([{ failure: 'FailedCreate: exceeded quota' }]);
});

it('a field that somebody else has set is not taken: the conflict is told', async () => {
  await create('contested', { replicas: 2 });
  await reconcile();
  const name = await nameIn('contested');
  const { body } = await ask('GET', path(name));
  const theirs = { ...body, spec: { ...body.spec, replicas: 5 }, metadata: { name, namespace: 'slipway' } };
  const applied = '?fieldManager=kubectl&force=true';
  expect((await ask('PATCH', `${path(name)}${applied}`, theirs, 'application/apply-patch+yaml')).status).toBe(200);
  await test.core.serving.updateEndpoint(test.actor, {
    params: { name: 'contested' },
    body: { container: { ...(await containerOf('contested')), replicas: 3 } },
  });
  await reconcile();
  expect(await workloads('contested')).toMatchObject([
    { detail: expect.stringMatching(/somebody else set the same fields.*kubectl/s) },
  ]);
  expect((await ask('GET', path(name))).body.spec?.replicas).toBe(5);
});

it.each([
  ['expired', 'gone-token', /the token has expired or is not known: renew the kubeconfig/],
  ['powerless', viewer, /the account may not: give it the Role/],
])(
  'a token that is %s: nothing changes, and the worker and a new endpoint say what to do',
  async (name, token, text) => {
    signInWith(token);
    await create(name);
    try {
      await expect(test.core.workloads.reconcile('kubernetes', 'worker')).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(text),
      });
    } finally {
      signInWith(admin);
    }
    expect(await workloads(name)).toMatchObject([{ state: 'failed', detail: expect.stringMatching(text) }]);
    await test.core.serving.deleteEndpoint(test.actor, { params: { name } });
    expect(await workloads('boxed')).toHaveLength(1);
  },
);

it('a namespace that is not there is named', async () => {
  writeSettings('nowhere');
  try {
    await reconcile();
    expect(await workloads('boxed')).toMatchObject([{ detail: expect.stringMatching(/create the namespace/) }]);
  } finally {
    writeSettings('slipway');
  }
});

it('what somebody removed comes back, and what nobody wants drains and goes', async () => {
  const name = await nameIn('boxed');
  test.advance(11);
  await reconcile();
  await ask('DELETE', path(name));
  expect((await ask('GET', path(name))).status).toBe(404);
  await reconcile();
  expect((await ask('GET', path(name))).status).toBe(200);
  for (const endpoint of ['boxed', 'contested'])
    await test.core.serving.deleteEndpoint(test.actor, { params: { name: endpoint } });
  await reconcile();
  expect((await ask('GET', path(name))).status).toBe(200);
  test.advance(4);
  expect(await reconcile()).toEqual([0, 2]);
  for (const [kind, plural] of [
    ['apps/v1', 'deployments'],
    ['v1', 'services'],
    ['autoscaling/v2', 'horizontalpodautoscalers'],
  ])
    expect((await ask('GET', path(name, kind, plural))).status).toBe(404);
});

it('manifests are exported for an endpoint that runs elsewhere, and fit what Kubernetes publishes', async () => {
  await test.core.serving.createEndpoint(test.actor, {
    body: NewServingEndpoint.parse({ name: 'plain', model: 'delays', version: 2 }),
  });
  const { namespace, yaml } = await test.core.workloads.exportManifests(test.actor, { params: { name: 'plain' } });
  expect(namespace).toBe('slipway');
  const { loadAllYaml } = await import('@kubernetes/client-node');
  const objects = loadAllYaml(yaml) as { kind: string }[];
  expect(objects.map(({ kind }) => kind)).toEqual(['Deployment', 'Service']);
  expect(objects.flatMap(misfits)).toEqual([]);
  expect(yaml).toContain('runAsNonRoot: true');
  expect(yaml).not.toContain(readFileSync(join(folder, 'kubeconfig'), 'utf8'));
  const wrong = { kind: 'Deployment', spec: { replicas: 'two', nope: 1 } };
  expect(misfits(wrong)).toEqual(expect.arrayContaining([expect.stringContaining('nope is not known')]));
  const unrouted = { kind: 'HTTPRoute', spec: { rules: [{ backendRefs: [{ name: 'a', port: 0 }], filters: [{}] }] } };
  expect(misfits(unrouted)).toEqual([
    expect.stringContaining('port: 0 is not within its bounds'),
    expect.stringContaining('filters[0].type is missing'),
  ]);
});

it('without a cluster, or an image that it could pull, the endpoint says what is missing', async () => {
  const { settings } = test.core.kit;
  const { kubernetesFile, inferenceImage } = settings;
  await create('unset');
  try {
    settings.kubernetesFile = null;
    await reconcile();
    expect(await workloads('unset')).toMatchObject([
      { state: 'failed', detail: expect.stringMatching(/SLIPWAY_KUBERNETES/) },
    ]);
    Object.assign(settings, { kubernetesFile, inferenceImage: null });
    test.advance(11);
    await reconcile();
    const needed = expect.stringMatching(/SLIPWAY_INFERENCE_IMAGE/);
    expect(await workloads('unset')).toMatchObject([{ state: 'failed', detail: needed }]);
  } finally {
    Object.assign(settings, { kubernetesFile, inferenceImage });
  }
  await expect(create('shared', { gpus: 1, gpuMemoryMb: 100 })).rejects.toMatchObject({ code: 'invalid_request' });
});

it('weights of a canary become those of an HTTPRoute, which goes with its endpoint', async () => {
  writeSettings('slipway', { httpRoute: { gateway: 'public', hostnames: ['models.example'] } });
  try {
    await create('weighted');
    await reconcile();
    const route = path('slipway-weighted', 'gateway.networking.k8s.io/v1', 'httproutes');
    expect(await ask('GET', route)).toMatchObject({
      status: 200,
      body: {
        spec: {
          parentRefs: [{ name: 'public' }],
          hostnames: ['models.example'],
          rules: [
            { matches: [{ path: { value: '/v2/models/weighted' } }], backendRefs: [{ port: 8_080, weight: 10_000 }] },
          ],
        },
      },
    });
    const body = NewRollout.parse({ strategy: 'canary', version: 2, steps: [{ weightBp: 1_000, holdSeconds: 60 }] });
    const { id } = await test.core.rollouts.startRollout(test.actor, { params: { name: 'weighted' }, body });
    await reconcile();
    const { body: canary } = await ask('GET', route);
    expect((canary.spec as { rules?: object[] }).rules?.[0]).toMatchObject({
      backendRefs: [{ weight: 9_000 }, { weight: 1_000 }],
    });
    const { yaml } = await test.core.workloads.exportManifests(test.actor, { params: { name: 'weighted' } });
    expect(yaml).toContain('kind: HTTPRoute');
    await ask('PATCH', `${route}/status`, { status: refusedBy('NoMatchingParent', 'no such Gateway') });
    await reconcile();
    expect((await workloads('weighted'))[0]!.detail).toBe(
      'its HTTPRoute is not in effect: NoMatchingParent: no such Gateway',
    );
    await test.core.rollouts.abortRollout(test.actor, { params: { id }, body: { why: 'a test' } });
    await test.core.serving.deleteEndpoint(test.actor, { params: { name: 'weighted' } });
    await reconcile();
    expect((await ask('GET', route)).status).toBe(404);
  } finally {
    writeSettings('slipway');
  }
});

/** What the controller of a Gateway writes into the status of a route that it refuses. */
function refusedBy(reason: string, message: string): object {
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  const condition = { type: 'Accepted', status: 'False', reason, message, lastTransitionTime };
  return {
    parents: [{ parentRef: { name: 'public' }, controllerName: 'example.net/gateway', conditions: [condition] }],
  };
}

async function containerOf(name: string) {
  const { container } = await test.core.serving.getEndpoint(test.actor, { params: { name } });
  return container!;
}

it('the review of a new endpoint asks the cluster', async () => {
  const body = NewServingEndpoint.parse({ name: 'planned', model: 'delays', version: 1, runtime: 'kubernetes' });
  const runtimeCheck = async () => {
    const { checks } = await test.core.endpointChecks.check(test.actor, { body });
    return checks.find(({ name }) => name === 'runtime');
  };
  expect(await runtimeCheck()).toMatchObject({ state: 'passed', why: expect.stringContaining('slipway') as string });
  signInWith('a token that nobody gave');
  try {
    expect(await runtimeCheck()).toMatchObject({ state: 'failed' });
  } finally {
    signInWith(admin);
  }
});
