import type { Core } from '@slipway/core';
import { z } from 'zod';
import { experimentId, viewType } from './experiments.js';
import { RunTag } from './logged-fields.js';
import { MlflowError } from './mlflow-error.js';
import { int64, neededText, repeated, text } from './mlflow-fields.js';
import { mlflowRoute, type MlflowCall } from './mlflow-route.js';
import { nextToken, offsetOf } from './offset-token.js';
import { listed, metricNumber, runInfo, runView } from './run-views.js';

const MOST_RUNS = 50_000;
const MOST_POINTS = 25_000;
const MOST_BULK_RUNS = 100;

/** RunKey names a run; old clients say run_uuid, and new ones say both. */
export const RunKey = z.object({ run_id: text.optional(), run_uuid: text.optional() });

/** runIdOf is the run that a request names. */
export function runIdOf({ run_id: id, run_uuid: uuid }: z.output<typeof RunKey>): string {
  const found = id || uuid;
  if (!found) throw new MlflowError('INVALID_PARAMETER_VALUE', "Missing value for required parameter 'run_id'.");
  return found;
}

const Create = z.object({
  experiment_id: experimentId.default(0),
  user_id: text.max(256).default(''),
  run_name: text.max(500).optional(),
  start_time: int64.optional(),
  tags: repeated(RunTag),
});
const Update = RunKey.extend({
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']).optional(),
  end_time: int64.optional(),
  run_name: text.max(500).optional(),
});
const Search = z.object({
  experiment_ids: repeated(experimentId),
  filter: text.optional(),
  run_view_type: viewType,
  max_results: int64.pipe(z.number().min(1).max(MOST_RUNS)).default(1_000),
  order_by: repeated(text),
  page_token: text.optional(),
});
const History = RunKey.extend({
  metric_key: neededText,
  max_results: int64.pipe(z.number().min(1).max(MOST_POINTS)).default(MOST_POINTS),
  page_token: text.optional(),
});

const BulkHistory = z.object({
  run_id: repeated(neededText),
  metric_key: neededText,
  max_results: int64.pipe(z.number().min(1)).default(MOST_POINTS),
});

/** runRoutes are the pairs by which runs begin, end, and are found. */
export const runRoutes = [
  mlflowRoute('POST mlflow/runs/create', 'write', Create, async (core, { actor, fields }) => {
    const row = await core.runs.runs.start(actor, {
      experiment: fields.experiment_id,
      name: fields.run_name,
      userId: fields.user_id,
      startTime: fields.start_time,
      tags: Object.fromEntries(fields.tags.map(({ key, value }) => [key, value])),
    });
    return { run: runView(row) };
  }),
  mlflowRoute('GET mlflow/runs/get', 'read', RunKey, async (core, { actor, fields }) => ({
    run: runView(await core.runs.runs.require(actor, runIdOf(fields))),
  })),
  mlflowRoute('POST mlflow/runs/update', 'write', Update, async (core, { actor, fields }) => {
    const { status, end_time: endTime, run_name: name } = fields;
    return { run_info: runInfo(await core.runs.runs.update(actor, runIdOf(fields), { status, endTime, name })) };
  }),
  mlflowRoute('POST mlflow/runs/delete', 'write', RunKey, async (core, { actor, fields }) => {
    await core.runs.runs.delete(actor, runIdOf(fields));
    return {};
  }),
  mlflowRoute('POST mlflow/runs/restore', 'write', RunKey, async (core, { actor, fields }) => {
    await core.runs.runs.restore(actor, runIdOf(fields));
    return {};
  }),
  mlflowRoute('POST mlflow/runs/search', 'read', Search, search),
  mlflowRoute('GET mlflow/metrics/get-history', 'read', History, history),
  mlflowRoute('GET mlflow/metrics/get-history-bulk', 'read', BulkHistory, bulkHistory),
];

async function search(core: Core, { actor, fields }: MlflowCall<z.output<typeof Search>>) {
  const { experiment_ids: experiments, filter, run_view_type: view, max_results: limit, order_by: orderBy } = fields;
  const offset = offsetOf(fields.page_token);
  const rows = await core.runs.runs.search(actor, { experiments, filter, orderBy, view, limit: limit + 1, offset });
  return { ...listed('runs', rows.slice(0, limit).map(runView)), ...nextToken(rows.length, limit, offset) };
}

async function history(core: Core, { actor, fields }: MlflowCall<z.output<typeof History>>) {
  const limit = fields.max_results;
  const offset = offsetOf(fields.page_token);
  const points = await core.runs.runs.history(actor, runIdOf(fields), fields.metric_key, { limit: limit + 1, offset });
  const metrics = points.slice(0, limit).map((point) => ({ ...point, value: metricNumber(point.value) }));
  return { ...listed('metrics', metrics), ...nextToken(points.length, limit, offset) };
}

async function bulkHistory(core: Core, { actor, fields }: MlflowCall<z.output<typeof BulkHistory>>) {
  const { run_id: ids, metric_key: key, max_results: limit } = fields;
  if (ids.length === 0 || ids.length > MOST_BULK_RUNS)
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Between 1 and ${MOST_BULK_RUNS} run_id are needed, got ${ids.length}.`,
    );
  const points = await core.runs.runs.histories(actor, ids, key, Math.min(limit, MOST_POINTS));
  const metrics = points.map(({ runId, value, ...point }) => ({ ...point, value: metricNumber(value), run_id: runId }));
  return listed('metrics', metrics);
}
