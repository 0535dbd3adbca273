import {
  Client,
  credentials,
  makeGenericClientConstructor,
  Metadata,
  status,
  type ClientUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js';
import { TrafficLimits } from '@slipway/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inferenceService } from '@slipway/inference/grpc-service';
import { holdRuns } from './held-runs.js';
import { actor, startServedCore, type ServedCore } from './served-core.js';
import { lateFlights } from './test-models.js';

type Infer = (
  request: object,
  metadata: Metadata,
  options: object,
  answer: (error: ServiceError | null) => void,
) => ClientUnaryCall;

let served: ServedCore;
let client: Client & { ModelInfer: Infer };
beforeAll(async () => {
  served = await startServedCore();
  await served.deploy('flights', await served.register('late', lateFlights));
  const Service = makeGenericClientConstructor(inferenceService, 'GRPCInferenceService');
  const made: Client = new Service(`127.0.0.1:${served.gateway.grpcPort}`, credentials.createInsecure());
  client = made as typeof client;
});
afterAll(async () => {
  client.close();
  await served.stop();
});

const limit = async (limits: Partial<TrafficLimits>) => {
  const body = { limits: TrafficLimits.parse(limits) };
  await served.core.serving.updateEndpoint(actor, { params: { name: 'flights' }, body });
  await served.gateway.routes.refresh();
};

function infer(
  sent: Record<string, string> = {},
  hangUp?: AbortSignal,
): Promise<{ code: number; told: Record<string, unknown> }> {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${served.token}`);
  for (const [name, value] of Object.entries(sent)) metadata.set(name, value);
  const inputs = [{ name: 'features', datatype: 'FP32', shape: [1, 2], contents: { fp32_contents: [1, 1] } }];
  return new Promise((resolve) => {
    const call = client.ModelInfer({ model_name: 'flights', inputs }, metadata, {}, (error) =>
      resolve({ code: error?.code ?? status.OK, told: error?.metadata.getMap() ?? {} }),
    );
    hangUp?.addEventListener('abort', () => call.cancel(), { once: true });
  });
}

test('a limit of the rate is RESOURCE_EXHAUSTED, and the trailers say when to come again', async () => {
  await limit({ requestsPerSecond: 0.02 });
  expect((await infer()).code).toBe(status.OK);
  expect(await infer()).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    told: {
      'x-slipway-code': 'rate_limited',
      'retry-after': expect.any(String),
      ratelimit: expect.stringMatching(/^"endpoint";r=0;t=(4\d|50)$/),
    },
  });
});

test('so is a full queue; a time limit that is over in it is DEADLINE_EXCEEDED', async () => {
  await limit({ concurrency: 1, queue: 1 });
  await whileOneRuns(async (letGo) => {
    const waiting = infer({ 'x-slipway-timeout-ms': '1000' });
    await waitingIs(1);
    const refused = await infer();
    expect([refused.code, refused.told['x-slipway-code']]).toEqual([status.RESOURCE_EXHAUSTED, 'overloaded']);
    expect((await waiting).code).toBe(status.DEADLINE_EXCEEDED);
    letGo();
  });
});

test('who hangs up leaves the queue, and makes room in it', async () => {
  await limit({ concurrency: 1, queue: 1 });
  await whileOneRuns(async (letGo) => {
    const leaving = new AbortController();
    const gone = infer({}, leaving.signal);
    await waitingIs(1);
    leaving.abort();
    expect((await gone).code).toBe(status.CANCELLED);
    await waitingIs(0);
    const next = infer();
    await waitingIs(1);
    letGo();
    expect((await next).code).toBe(status.OK);
  });
});

async function waitingIs(count: number): Promise<void> {
  await expect
    .poll(async () => (await (await served.ask('/metrics')).text()).split('\n'))
    .toContain(`slipway_gateway_waiting ${count}`);
}

/** One request runs while the work is done, until that lets it go; then it is answered. */
async function whileOneRuns(work: (letGo: () => void) => Promise<void>): Promise<void> {
  const runs = holdRuns(served, 'flights');
  try {
    const running = infer();
    await expect.poll(runs.underWay).toBe(1);
    await work(runs.letGo);
    expect((await running).code).toBe(status.OK);
  } finally {
    runs.end();
  }
}
