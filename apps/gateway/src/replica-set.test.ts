import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ReplicaSet } from './replica-set.js';

const outputs = [{ name: 'y', datatype: 'FP32', shape: [-1, 1] }];
const inputs = [{ name: 'x', datatype: 'FP32', shape: [-1, 1] }];
const variant = { versionId: 'v1', version: 1, schema: { inputs, tensorOutputs: outputs } } as never;
const feeds = { x: { datatype: 'FP32', shape: [1, 1], data: Float32Array.of(1) } } as const;

const servers: Server[] = [];
const sets: ReplicaSet[] = [];
afterEach(async () => {
  for (const set of sets.splice(0)) await set.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A replica that says it is ready and answers `y`, or does what `infer` does. */
async function replica(y: number, infer?: RequestListener) {
  const server = createServer((request, response) => {
    if (request.url === '/v2/health/ready') return response.end('{}');
    if (infer !== undefined) return infer(request, response);
    const body = { outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 1], data: [y] }] };
    return response.end(JSON.stringify(body));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { id: `replica ${port}`, versionId: 'v1', address: `127.0.0.1:${port}`, protocol: 'open-inference' as const };
}

type Replica = Awaited<ReturnType<typeof replica>>;

function open(maySleep = false): {
  set: ReplicaSet;
  list: (...replicas: Replica[]) => void;
  fail: (failure: string) => void;
} {
  const set = new ReplicaSet(variant, { nowMs: () => performance.now(), random: () => 0, onChanged: () => undefined });
  sets.push(set);
  const own = { versionId: 'v1', failure: null, maySleep } as never;
  const route = { replicaChoice: 'round_robin' as const, variants: [own] };
  return {
    set,
    list: (...replicas) => set.follow({ ...route, replicas }),
    fail: (failure) => set.follow({ ...route, replicas: [], variants: [{ versionId: 'v1', failure } as never] }),
  };
}

const answer = async (set: ReplicaSet): Promise<unknown> => (await set.run(feeds)).y?.data[0];
const breakOff: RequestListener = (request) => request.socket.destroy();

test('it is ready once a replica says so itself, and asks each in turn', async () => {
  const { set, list } = open();
  expect(set).toMatchObject({ state: 'starting', detail: 'its containers are starting' });
  expect(set.runnerFor({ batchRows: null, batchDelayMs: 0 })).toBeNull();
  list(await replica(1), await replica(2));
  await set.settled;
  expect(set).toMatchObject({ state: 'ready', detail: null, where: '2 of 2 containers' });
  expect([await answer(set), await answer(set), await answer(set)]).toEqual([1, 2, 1]);
});

test('one that may sleep is ready without containers: requests wait for one, in time or not at all', async () => {
  const { set, list } = open(true);
  list();
  await set.settled;
  expect(set).toMatchObject({ state: 'ready', detail: 'it sleeps: the next request starts a container' });
  await expect(set.run(feeds, { timeoutMs: 30 })).rejects.toMatchObject({
    code: 'replica_unavailable',
    message: expect.stringContaining('did not start within 30 ms'),
  });
  const waiting = [answer(set), answer(set)];
  list(await replica(7));
  expect(await Promise.all(waiting)).toEqual([7, 7]);
  expect(set).toMatchObject({ state: 'ready', detail: null });
});

test('runs that come together are joined into one question, where the endpoint says so', async () => {
  const { set, list } = open();
  const asked: number[] = [];
  list(
    await replica(1, (request, response) => {
      asked.push(Number(request.headers['inference-header-content-length']));
      response.end('{"outputs":[{"name":"y","datatype":"FP32","shape":[2,1],"data":[3,4]}]}');
    }),
  );
  await set.settled;
  const runner = set.runnerFor({ batchRows: 8, batchDelayMs: 0 })!;
  const answers = await Promise.all([runner.run(feeds), runner.run(feeds)]);
  expect(answers.map(({ y }) => [...(y!.data as Float32Array)])).toEqual([[3], [4]]);
  expect(asked).toHaveLength(1);
});

test('whose time is over before a container woke up is told so, and is asked of none', async () => {
  const { set, list } = open(true);
  list();
  await set.settled;
  await expect(set.run(feeds, { startWithinMs: 30 })).rejects.toMatchObject({ code: 'too_late_to_start', status: 504 });
  await expect(set.run(feeds, { startWithinMs: -1 })).rejects.toMatchObject({ code: 'too_late_to_start' });
  let asked = 0;
  const count: RequestListener = (_, response) => {
    asked += 1;
    response.end();
  };
  list(await replica(1, count));
  await expect.poll(() => set.where).toBe('1 of 1 containers');
  expect(asked).toBe(0);
});

test('whose time is over when a replica breaks off is asked of no other one', async () => {
  const { set, list } = open();
  let asked = 0;
  const breakOffLate: RequestListener = (request) => {
    asked += 1;
    setTimeout(() => request.socket.destroy(), 60);
  };
  list(await replica(1, breakOffLate), await replica(2, breakOffLate));
  await set.settled;
  await expect(set.run(feeds, { startWithinMs: 30 })).rejects.toMatchObject({ code: 'replica_unreachable' });
  expect(asked).toBe(1);
});

test('a request whose replica breaks off goes to another one, and the broken one is ejected', async () => {
  const { set, list } = open();
  list(await replica(1, breakOff), await replica(2));
  await set.settled;
  expect(await Promise.all(Array.from({ length: 10 }, () => answer(set)))).toEqual(Array(10).fill(2));
  expect(set.where).toBe('1 of 2 containers');
});

test('also when the broken one has left the list meanwhile', async () => {
  const { set, list } = open();
  const good = await replica(2);
  list(
    await replica(1, (request) => {
      list(good);
      request.socket.destroy();
    }),
    good,
  );
  await set.settled;
  expect(await answer(set)).toBe(2);
});

test('an address that is none stops nobody: the others answer', async () => {
  const { set, list } = open();
  list({ ...(await replica(1)), address: 'nowhere:{port}' }, await replica(2));
  await set.settled;
  expect(set.where).toBe('1 of 2 containers');
  expect(await answer(set)).toBe(2);
});

test('what the model refuses is not asked twice', async () => {
  const { set, list } = open();
  let asked = 0;
  const refuse: RequestListener = (_, response) => {
    asked += 1;
    response.writeHead(400).end('{"error":"expected FP32"}');
  };
  list(await replica(1, refuse), await replica(2, refuse));
  await set.settled;
  await expect(set.run(feeds)).rejects.toMatchObject({ code: 'model_run_failed', status: 400 });
  expect(asked).toBe(1);
});

test('what timed out may still be at work: it is not asked again', async () => {
  const { set, list } = open();
  let asked = 0;
  const hang: RequestListener = () => void (asked += 1);
  list(await replica(1, hang), await replica(2, hang));
  await set.settled;
  await expect(set.run(feeds, { timeoutMs: 500 })).rejects.toMatchObject({ code: 'replica_unreachable', status: 503 });
  expect(asked).toBe(1);
});

test('when all are ejected they are asked all the same', async () => {
  const { set, list } = open();
  let isBroken = true;
  const moody: RequestListener = (request, response) => {
    if (isBroken) return request.socket.destroy();
    return response.end('{"outputs":[{"name":"y","datatype":"FP32","shape":[1,1],"data":[7]}]}');
  };
  list(await replica(1, moody), await replica(2, moody));
  await set.settled;
  await expect(set.run(feeds)).rejects.toMatchObject({ code: 'replica_unreachable' });
  isBroken = false;
  expect(await answer(set)).toBe(7);
  expect(set.state).toBe('ready');
});

test('when everything fails, retries end with their budget', async () => {
  const { set, list } = open();
  let asked = 0;
  const busy: RequestListener = (_, response) => {
    asked += 1;
    response.writeHead(503).end('{"error":"the server is stopping"}');
  };
  list(await replica(1, busy), await replica(2, busy));
  await set.settled;
  for (let i = 0; i < 200; i += 1) await set.run(feeds).catch(() => undefined);
  expect(asked).toBeGreaterThan(200 + 50);
  expect(asked).toBeLessThan(200 + 50 + 45);
});

test('without replicas it is starting, and failed with the reason when there is one', async () => {
  const { set, fail } = open();
  await expect(set.run(feeds)).rejects.toMatchObject({ code: 'replica_unavailable', status: 503 });
  fail('out of memory');
  await set.settled;
  expect(set).toMatchObject({ state: 'failed', detail: 'out of memory' });
});

test.each([
  ['no JSON', 'nonsense'],
  ['an unknown output', '{"outputs":[{"name":"z","datatype":"FP32","shape":[1],"data":[1]}]}'],
  ['another datatype', '{"outputs":[{"name":"y","datatype":"INT64","shape":[1],"data":[1]}]}'],
  ['too few elements', '{"outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[1]}]}'],
  ['no outputs', '{}'],
])('an answer with %s is the fault of the replica', async (_, body) => {
  const { set, list } = open();
  list(await replica(1, (_request, response) => response.end(body)));
  await set.settled;
  await expect(set.run(feeds)).rejects.toMatchObject({ code: 'replica_failed', status: 502 });
});
