import { afterAll, beforeAll, expect, it } from 'vitest';
import { mlflowRoutes } from '../src/mlflow/mlflow-controllers.js';
import { startApi, type StartedApi } from './started-api.js';
import { tracking } from './tracking.js';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const { ask, experiment, run, getRun } = tracking(() => api);

const hostile: unknown[] = [
  '',
  '\0',
  '\ud800',
  '\udc00x',
  '__proto__',
  'constructor',
  "'; DROP TABLE",
  '../../etc/passwd',
  '%00',
  '😀'.repeat(400),
  'a\nb',
  '9'.repeat(19),
  '9'.repeat(40),
  '-1',
  '1e400',
  'NaN',
  'Infinity',
  'metrics.a > 1e999',
  "tags.`a` LIKE '\\'",
  "params.a = '\ud800'",
  'start_time > 99999999999999999999',
  "name = 'x' AND",
  "run_id IN ('a',",
  0,
  -1,
  1e300,
  2 ** 53,
  2 ** 31,
  1.5,
  true,
  null,
  [],
  [[]],
  {},
  [{}],
  [null],
  [{ key: '__proto__', value: '\ud800' }],
  [{ key: 'a', value: '\ud800', timestamp: 1 }],
  [{ key: 'a', value: 1e308, timestamp: 2 ** 53 - 1, step: -(2 ** 53) + 1 }],
  [{ dataset: { name: '\ud800', digest: 'd', source_type: 's', source: 's' } }],
  [{ model_id: '\ud800', step: 1 }],
  ['metrics.`\ud800` DESC'],
];

/** Its clients ask again for minutes after a 5xx, so none may come from what they send. */
it.each(
  mlflowRoutes
    .filter(({ fields }) => fields !== null)
    .map((route) => [`${route.method} ${route.path}`, route] as const),
)('%s refuses what is hostile with a 4xx', async (_pair, { method, path, fields }) => {
  const of = await experiment();
  const good: Record<string, unknown> = {
    run_id: await run(of),
    experiment_id: of,
    experiment_ids: [of],
    name: 'm',
    key: 'k',
    metric_key: 'k',
    value: 1,
    timestamp: 1,
    version: '1',
    source: 's3://bucket',
    alias: 'a',
  };
  const names = Object.keys(fields?.shape ?? {});
  for (const name of [...names, 'nothing'])
    for (const value of hostile) {
      const sent = Object.fromEntries(names.flatMap((field) => (field in good ? [[field, good[field]]] : [])));
      const at = path.replace(/^mlflow\//, '').replaceAll(/:\w+/g, 'm-1');
      const answer = await ask(method, at, { ...sent, [name]: value });
      const told = `${name} = ${JSON.stringify(value)}: ${answer.text}`;
      expect([200, 400, 403, 404, 409], told).toContain(answer.status);
    }
});

it('keeps a parameter of any name', async () => {
  const id = await run(await experiment());
  const params = [
    { key: '__proto__', value: 'a' },
    { key: 'constructor', value: 'b' },
  ];
  expect((await ask('POST', 'runs/log-batch', { run_id: id, params })).status).toBe(200);
  expect((await getRun(id))['data']!['params']).toEqual(expect.arrayContaining(params));
});
