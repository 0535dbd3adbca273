import { endpointTable, type OptimizationPoint, type RunSetting } from '@slipway/contracts';
import { waitFor, type Answer, type Asked, type Command } from '../command.js';
import { textTable } from '../text-table.js';
import { versionNamed } from '../version-name.js';

/** optimizationCommands: how a version runs best. */
export const optimizationCommands: readonly Command[] = [
  {
    words: 'optimize',
    arguments: ['MODEL@VERSION'],
    about:
      'Measure a version under batch sizes, threads and replicas on the worker’s machine, and say which fits a goal',
    options: {
      dataset: { kind: 'text', about: 'whose rows are predicted; rows are made up from the signature without one' },
      'dataset-version': { kind: 'text', about: 'another version of it than the newest' },
      rows: { kind: 'text', about: 'rows of a request; 1 unless told' },
      seconds: { kind: 'text', about: 'for all settings together; 120 unless told' },
      p95: { kind: 'text', about: 'the goal: the most rows a second with p95 at most so many milliseconds' },
      endpoint: { kind: 'text', about: 'where it shall run: only what its runtime can do is advised' },
      apply: { kind: 'flag', about: 'give the advised setting to --endpoint' },
    },
    run: optimize,
  },
];

async function optimize(asked: Asked): Promise<Answer> {
  const client = asked.client();
  const apply = asked.flag('apply');
  const endpoint = apply ? asked.required('endpoint') : asked.option('endpoint');
  const number = (name: string): number | undefined =>
    asked.option(name) === undefined ? undefined : Number(asked.option(name));
  const body = {
    ...(await versionNamed(client, asked.argument('MODEL@VERSION'))),
    dataset: asked.option('dataset'),
    datasetVersion: number('dataset-version'),
    rowsPerRequest: number('rows'),
    maxSeconds: number('seconds'),
  };
  const { id, jobId } = await client.call(endpointTable.startOptimization, { body });
  await waitFor(asked, await client.call(endpointTable.getJob, { params: { id: jobId } }));
  const params = { id };
  const [sweep, advice] = await Promise.all([
    client.call(endpointTable.getOptimization, { params }),
    client.call(endpointTable.adviseSetting, { params, query: { p95Ms: number('p95'), endpoint } }),
  ]);
  const { point } = advice;
  const told = `${pointsTable(sweep.points)}\n\n${point === null ? '' : `${settingText(point)}: `}${advice.why}`;
  const value = { ...sweep, advice };
  if (!apply || endpoint === undefined || point === null) return { value, text: told };
  const { replicas, threads, batchRows } = point;
  await client.call(endpointTable.applySetting, {
    params,
    body: { endpoint, setting: { replicas, threads, batchRows } },
  });
  return { value, text: `${told}\n${endpoint} runs it so from now on.` };
}

const settingText = ({ replicas, threads, batchRows }: RunSetting): string =>
  `${replicas} x ${threads} threads${batchRows > 1 ? `, ${batchRows} rows a run` : ''}`;

const pointsTable = (points: readonly OptimizationPoint[]): string =>
  textTable(points, [
    ['setting', settingText],
    ['callers', ({ callers }) => callers],
    ['rows/s', ({ rowsPerSecond }) => Math.round(rowsPerSecond)],
    ['p50 ms', ({ p50Ms }) => p50Ms?.toFixed(2)],
    ['p95 ms', ({ p95Ms }) => p95Ms?.toFixed(2)],
    ['failed', ({ failed }) => failed],
  ]);
