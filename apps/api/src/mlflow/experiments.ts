import type { Core } from '@slipway/core';
import { z } from 'zod';
import { MlflowError } from './mlflow-error.js';
import { int64, neededText, repeated, Tag, text } from './mlflow-fields.js';
import { mlflowRoute, type MlflowCall } from './mlflow-route.js';
import { nextToken, offsetOf } from './offset-token.js';
import { experimentView, listed } from './run-views.js';

const NAME_LENGTH = 500;
const KEY_LENGTH = 250;
const VALUE_LENGTH = 20_000;

/** experimentId reads the number of an experiment, which MLflow writes as text. */
export const experimentId = z
  .union([z.string().regex(/^\d{1,9}$/, 'not an experiment id'), z.number().int().min(0).max(2_147_483_647)])
  .transform(Number);

/** viewType says whether deleted things are wanted. */
export const viewType = z.enum(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']).default('ACTIVE_ONLY');

const experimentName = neededText.max(NAME_LENGTH, `longer than ${NAME_LENGTH} characters`);
const ById = z.object({ experiment_id: experimentId });
const Create = z.object({ name: experimentName, artifact_location: text.optional(), tags: repeated(Tag) });
const Update = ById.extend({ new_name: experimentName });
const SetTag = ById.extend({ key: neededText.max(KEY_LENGTH), value: text.max(VALUE_LENGTH).default('') });
const Search = z.object({
  filter: text.optional(),
  max_results: int64.pipe(z.number().min(1).max(50_000)).default(1_000),
  order_by: repeated(text),
  page_token: text.optional(),
  view_type: viewType,
});

/** experimentRoutes are the pairs of experiments. */
export const experimentRoutes = [
  mlflowRoute('POST mlflow/experiments/create', 'write', Create, create),
  mlflowRoute('GET mlflow/experiments/get', 'read', ById, async (core, { actor, fields }) => ({
    experiment: experimentView(await core.runs.experiments.require(actor, fields.experiment_id)),
  })),
  mlflowRoute(
    'GET mlflow/experiments/get-by-name',
    'read',
    z.object({ experiment_name: neededText }),
    async (core, call) => ({
      experiment: experimentView(await core.runs.experiments.requireByName(call.actor, call.fields.experiment_name)),
    }),
  ),
  mlflowRoute('GET mlflow/experiments/search', 'read', Search, search),
  mlflowRoute('POST mlflow/experiments/search', 'read', Search, search),
  mlflowRoute('POST mlflow/experiments/update', 'write', Update, async (core, { actor, fields }) => {
    await core.runs.experiments.rename(actor, fields.experiment_id, fields.new_name);
    return {};
  }),
  mlflowRoute('POST mlflow/experiments/delete', 'write', ById, async (core, { actor, fields }) => {
    await core.runs.experiments.delete(actor, fields.experiment_id);
    return {};
  }),
  mlflowRoute('POST mlflow/experiments/restore', 'write', ById, async (core, { actor, fields }) => {
    await core.runs.experiments.restore(actor, fields.experiment_id);
    return {};
  }),
  mlflowRoute('POST mlflow/experiments/set-experiment-tag', 'write', SetTag, async (core, { actor, fields }) => {
    await core.runs.experiments.setTag(actor, fields.experiment_id, fields.key, fields.value);
    return {};
  }),
];

/** Files lie in our own store, whatever place a client names: one that is not ours is refused rather than forgotten. */
async function create(core: Core, { actor, fields }: MlflowCall<z.output<typeof Create>>) {
  const { name, tags, artifact_location: place } = fields;
  if (place && !place.startsWith('mlflow-artifacts:'))
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `artifact_location '${place}' is not possible: files of runs are kept by Slipway itself.`,
    );
  const made = await core.runs.experiments.create(
    actor,
    name,
    Object.fromEntries(tags.map((tag) => [tag.key, tag.value])),
  );
  return { experiment_id: String(made.number) };
}

async function search(core: Core, { actor, fields }: MlflowCall<z.output<typeof Search>>) {
  const { filter, max_results: limit, order_by: orderBy, view_type: view } = fields;
  const offset = offsetOf(fields.page_token);
  const rows = await core.runs.experiments.search(actor, { filter, orderBy, view, limit: limit + 1, offset });
  return {
    ...listed('experiments', rows.slice(0, limit).map(experimentView)),
    ...nextToken(rows.length, limit, offset),
  };
}
