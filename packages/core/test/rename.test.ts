import { NewGatePolicy, NewRollout } from '@slipway/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuidv7 } from '../src/index.js';
import { deploy, registerVersion } from './served-models.js';
import { openTestCore, type TestCore } from './test-core.js';

let test: TestCore;
/** What the old name leads to before another model takes it. */
let formerName: unknown;
beforeAll(async () => {
  test = await openTestCore();
  const first = await registerVersion(test, [1, -1]);
  await registerVersion(test, [2, -1]);
  await deploy(test);
  const { core, actor } = test;
  await core.kit.db.prisma.evaluation.create({
    data: {
      id: uuidv7(),
      workspaceId: 'default',
      versionId: first.id,
      model: 'delays',
      version: 1,
      dataset: 'd',
      datasetVersion: 1,
      target: 'late',
      gates: [],
      jobId: uuidv7(),
      finishedAt: new Date(),
    },
  });
  const body = NewRollout.parse({ version: 2, steps: [{ weightBp: 1_000, holdSeconds: 0 }] });
  await core.rollouts.startRollout(actor, { params: { name: 'delays' }, body });
  const policy = NewGatePolicy.parse({
    dataset: 'd',
    target: 'late',
    gates: [{ metric: 'auc', op: '>=', threshold: 0.7 }],
    aliases: ['champion'],
  });
  await core.gates.setGatePolicy(actor, { params: { name: 'delays' }, body: policy });
  await core.registry.models.rename(actor, { params: { name: 'delays' }, body: { name: 'late flights' } });
  formerName = await core.gates.getGatePolicy(actor, { params: { name: 'delays' } });
  // Whoever takes the old name must find nothing of the old model under it.
  await core.registry.models.create(actor, { body: { name: 'delays', description: '', tags: {} } });
});
afterAll(() => test.stop());

const params = { name: 'delays' };

it('shows at the endpoint, in the routes of gateways, and in the list of endpoints by model', async () => {
  const { core, actor } = test;
  const { variants } = await core.serving.getEndpoint(actor, { params });
  expect(variants.map(({ model, version }) => [model, version])).toEqual([
    ['late flights', 1],
    ['late flights', 2],
  ]);
  const [route] = await core.serving.routeTable();
  expect(route?.variants.map(({ model }) => model)).toEqual(['late flights', 'late flights']);
  const namesBy = async (model: string) =>
    (await core.serving.listEndpoints(actor, { query: { limit: 10, model } })).items.map(({ name }) => name);
  expect([await namesBy('late flights'), await namesBy('delays')]).toEqual([['delays'], []]);
});

it('does not make a variant that runs look like one that starts', async () => {
  const seen = (role: string, version: number) => ({
    role,
    version,
    model: 'delays',
    state: 'ready',
    where: 'here',
    outstanding: 0,
    restarts: 0,
    detail: null,
  });
  const { core, actor } = test;
  const { id, configNumber } = await core.serving.requireEndpoint(actor, 'delays');
  const variants = [seen('stable', 1), seen('candidate', 2)];
  await core.serving.reportSeen('gateway', [{ endpointId: id, configNumber, variants }]);
  expect(await core.serving.getEndpoint(actor, { params })).toMatchObject({ status: 'serving' });
});

it('takes evaluations, rollouts and gates along', async () => {
  const { core, actor } = test;
  const evaluations = await core.evaluation.listEvaluations(actor, { query: { limit: 10, model: 'late flights' } });
  expect(evaluations.items).toHaveLength(1);
  const { items } = await core.rollouts.listRollouts(actor, { query: { limit: 10 } });
  expect(items[0]).toMatchObject({ model: 'late flights', toModel: 'late flights' });
  expect(await core.gates.policyOf(actor, 'late flights')).toMatchObject({ model: 'late flights', dataset: 'd' });
  expect(formerName).toMatchObject({ model: 'late flights' });
  expect(await core.gates.policyOf(actor, 'delays')).toBeNull();
});
