import type { Core } from '@slipway/core';
import { z } from 'zod';
import { experimentId } from './experiments.js';
import { bool, int64, neededText, repeated, Tag, text } from './mlflow-fields.js';
import { mlflowRoute, type MlflowCall } from './mlflow-route.js';
import { nextToken, offsetOf } from './offset-token.js';
import { listed, loggedModelView } from './run-views.js';

const status = z.enum(['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED']);
const Create = z.object({
  experiment_id: experimentId.default(0),
  name: text
    .max(500)
    .regex(/^[^/:.%"']*$/, 'Names of models must not hold any of / : . % " and \'.')
    .optional(),
  model_type: text.max(500).optional(),
  source_run_id: text.max(32).optional(),
  params: repeated(Tag),
  tags: repeated(Tag),
});
const Search = z.object({
  experiment_ids: repeated(experimentId),
  filter: text.optional(),
  datasets: repeated(z.object({ dataset_name: neededText, dataset_digest: text.optional() })),
  max_results: int64.pipe(z.number().min(1).max(1_000)).default(50),
  order_by: repeated(
    z.object({
      field_name: neededText,
      ascending: bool.default(true),
      dataset_name: text.optional(),
      dataset_digest: text.optional(),
    }),
  ),
  page_token: text.optional(),
});
const Get = z.object({ allow_deleted: bool.default(false) });
const Nothing = z.object({});

/** loggedModelRoutes are the pairs of logged models. */
export const loggedModelRoutes = [
  mlflowRoute('POST mlflow/logged-models', 'write', Create, async (core, { actor, fields }) => ({
    model: loggedModelView(
      await core.runs.models.create(actor, {
        experiment: fields.experiment_id,
        name: fields.name,
        modelType: fields.model_type,
        sourceRunId: fields.source_run_id,
        params: asObject(fields.params),
        tags: asObject(fields.tags),
      }),
    ),
  })),
  mlflowRoute('POST mlflow/logged-models/search', 'read', Search, search),
  mlflowRoute('GET mlflow/logged-models/:id', 'read', Get, async (core, call) => ({
    model: loggedModelView(await core.runs.models.require(call.actor, idOf(call), call.fields.allow_deleted)),
  })),
  mlflowRoute('PATCH mlflow/logged-models/:id', 'write', z.object({ status }), async (core, call) => ({
    model: loggedModelView(await core.runs.models.finish(call.actor, idOf(call), call.fields.status)),
  })),
  mlflowRoute('DELETE mlflow/logged-models/:id', 'write', Nothing, async (core, call) => {
    await core.runs.models.delete(call.actor, idOf(call));
    return {};
  }),
  mlflowRoute(
    'PATCH mlflow/logged-models/:id/tags',
    'write',
    z.object({ tags: repeated(Tag) }),
    async (core, call) => ({
      model: loggedModelView(await core.runs.models.setTags(call.actor, idOf(call), asObject(call.fields.tags))),
    }),
  ),
  mlflowRoute('DELETE mlflow/logged-models/:id/tags/:key', 'write', Nothing, async (core, call) => {
    const { key } = call.request.params as { key: string };
    await core.runs.models.deleteTag(call.actor, idOf(call), key);
    return {};
  }),
  mlflowRoute(
    'POST mlflow/logged-models/:id/params',
    'write',
    z.object({ params: repeated(Tag) }),
    async (core, call) => {
      await core.runs.models.addParams(call.actor, idOf(call), asObject(call.fields.params));
      return {};
    },
  ),
];

async function search(core: Core, { actor, fields }: MlflowCall<z.output<typeof Search>>) {
  const limit = fields.max_results;
  const offset = offsetOf(fields.page_token);
  const rows = await core.runs.models.search(actor, {
    experiments: fields.experiment_ids,
    filter: fields.filter,
    datasets: fields.datasets.map((on) => ({ name: on.dataset_name, digest: on.dataset_digest })),
    order: fields.order_by.map((one) => ({
      field: one.field_name,
      ascending: one.ascending,
      datasetName: one.dataset_name,
      datasetDigest: one.dataset_digest,
    })),
    limit: limit + 1,
    offset,
  });
  return { ...listed('models', rows.slice(0, limit).map(loggedModelView)), ...nextToken(rows.length, limit, offset) };
}

const idOf = ({ request }: MlflowCall<unknown>): string => (request.params as { id: string }).id;

const asObject = (items: readonly { key: string; value: string }[]): Record<string, string> =>
  Object.fromEntries(items.map(({ key, value }) => [key, value]));
