import { Readable } from 'node:stream';
import { GuardrailName, NewModelVersion, NewServingEndpoint, type ModelVersion } from '@slipway/contracts';
import { LatencySketch } from '@slipway/stats';
import { linearModel } from '@slipway/testkit';
import type { TestCore } from './test-core.js';

/** Units counted for one variant: all of them, and those that failed. */
export type Counted = readonly [units: number, failed: number];

/** registerVersion makes the next version of `delays`, or of another model: probability = sigmoid(weights x features), with the features' names. */
export async function registerVersion(
  { core, actor }: TestCore,
  weights: number[],
  names = ['distance', 'hour'],
  name = 'delays',
): Promise<ModelVersion> {
  const { digest } = await core.artifacts.store(Readable.from([linearModel({ weights, squash: 'Sigmoid' })]));
  const schema = {
    task: 'classification',
    features: names.map((name) => ({ name, type: 'numeric' })),
    outputs: [{ name: 'probability', role: 'score', classes: ['on time', 'late'] }],
  };
  const body = NewModelVersion.parse({ files: [{ path: 'model.onnx', digest }], schema });
  return core.registry.versions.create(actor, { params: { name }, body });
}

/** deploy puts version 1 of `delays` behind the endpoint `delays`. */
export async function deploy({ core, actor }: TestCore, name = 'delays'): Promise<string> {
  await core.serving.createEndpoint(actor, { body: NewServingEndpoint.parse({ name, model: 'delays', version: 1 }) });
  return (await core.serving.requireEndpoint(actor, name)).id;
}

let sequence = 0;
const gatewayBoot = crypto.randomUUID();
const nothing = { rows: [], traffic: [], evidence: [], cells: [], spans: [] };

type Flush = Parameters<TestCore['core']['serving']['saveFlush']>[0];

/** saveNextFlush saves what one gateway counted since its last flush; what is left out is nothing. */
export async function saveNextFlush(
  { core }: TestCore,
  counted: Partial<Omit<Flush, 'gatewayBoot' | 'sequence'>>,
): Promise<void> {
  sequence += 1;
  await core.serving.saveFlush({ gatewayBoot, sequence, ...nothing, ...counted });
}

const COUNTED = GuardrailName.exclude(['errors']).options;

/** countTraffic writes what a gateway counted under the present config; `events` are the candidate's, of other guardrails than errors. */
export async function countTraffic(
  test: TestCore,
  endpoint: string,
  counts: { stable: Counted; candidate: Counted; events?: Partial<Record<GuardrailName, number>> },
  counted: readonly GuardrailName[] = COUNTED,
): Promise<void> {
  const row = await test.core.serving.requireEndpoint(test.actor, endpoint);
  const { variants } = await test.core.serving.currentConfig(row);
  const traffic = variants.map(({ role, versionId }) => {
    const [units, errorUnits] = counts[role === 'candidate' ? 'candidate' : 'stable'];
    return {
      endpointId: row.id,
      configNumber: row.configNumber,
      versionId,
      role,
      bucketAt: test.core.kit.clock.now(),
      requests: units,
      rows: units,
      errors: errorUnits,
      units,
      errorUnits,
      errorCodes: {},
      latency: quick(units).serialize(),
      runTime: quick(units).serialize(),
    };
  });
  const evidence = traffic.flatMap(({ endpointId, configNumber, versionId, role, units }) =>
    counted.map((name) => {
      const events = role === 'candidate' ? (counts.events?.[name] ?? 0) : 0;
      return { endpointId, configNumber, versionId, name, bin: 0, units, events };
    }),
  );
  await saveNextFlush(test, { traffic, evidence });
}

function quick(answers: number): LatencySketch {
  const sketch = new LatencySketch();
  if (answers > 0) sketch.add(5, answers);
  return sketch;
}
