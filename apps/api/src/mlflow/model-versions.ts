import type { Core } from '@slipway/core';
import { z } from 'zod';
import { MlflowError } from './mlflow-error.js';
import { bool, int64, neededText, repeated, Tag, text } from './mlflow-fields.js';
import { mlflowRoute, type MlflowCall } from './mlflow-route.js';
import { canonicalStage } from './registered-models.js';
import { checkTag, modelName, named, tagsOf, versionNumber } from './registry-names.js';
import { readOrder, versionOrder } from './registry-order.js';
import { changedVersionView, versionView } from './registry-views.js';

/** A page is never larger, however many are asked for: the client follows the token. */
const PAGE = 10_000;
const ByVersion = z.object({ name: neededText, version: neededText });
const NewVersion = z.object({
  name: neededText,
  source: neededText.max(500),
  run_id: text.max(32).optional(),
  model_id: text.max(100).optional(),
  run_link: text.max(500).optional(),
  description: text.max(20_000).default(''),
  tags: repeated(Tag),
});
const Described = ByVersion.extend({ description: text.max(20_000).default('') });
const Transition = ByVersion.extend({ stage: neededText, archive_existing_versions: bool.default(false) });
const Search = z.object({
  filter: text.optional(),
  max_results: int64.pipe(z.number().min(1).max(200_000)).default(PAGE),
  order_by: repeated(text),
  page_token: text.optional(),
});
const SetTag = ByVersion.extend({ key: neededText, value: text.default('') });
const ByKey = ByVersion.extend({ key: neededText });

/** modelVersionRoutes are the pairs of model versions. */
export const modelVersionRoutes = [
  mlflowRoute('POST mlflow/model-versions/create', 'write', NewVersion, create),
  mlflowRoute('GET mlflow/model-versions/get', 'read', ByVersion, get),
  mlflowRoute('PATCH mlflow/model-versions/update', 'write', Described, update),
  mlflowRoute('POST mlflow/model-versions/transition-stage', 'write', Transition, transition),
  mlflowRoute('DELETE mlflow/model-versions/delete', 'write', ByVersion, remove),
  mlflowRoute('GET mlflow/model-versions/search', 'read', Search, search),
  mlflowRoute('POST mlflow/model-versions/set-tag', 'write', SetTag, setTag),
  mlflowRoute('DELETE mlflow/model-versions/delete-tag', 'write', ByKey, deleteTag),
  mlflowRoute('GET mlflow/model-versions/get-download-uri', 'read', ByVersion, downloadUri),
];

async function create(core: Core, { actor, fields }: MlflowCall<z.output<typeof NewVersion>>) {
  const name = modelName(fields.name);
  const made = await named({ name }, () =>
    core.registry.fromSource.register(actor, name, {
      source: fields.source,
      runId: fields.run_id || undefined,
      loggedModelId: fields.model_id || undefined,
      runLink: fields.run_link,
      description: fields.description,
      tags: tagsOf(fields.tags),
    }),
  );
  return { model_version: changedVersionView(made) };
}

async function get(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByVersion>>) {
  const { name, version } = paramsOf(fields);
  return { model_version: versionView(await named(fields, () => core.registry.requireBrief(actor, name, version))) };
}

async function update(core: Core, { actor, fields }: MlflowCall<z.output<typeof Described>>) {
  const params = paramsOf(fields);
  const body = { description: fields.description };
  return {
    model_version: changedVersionView(
      await named(fields, () => core.registry.versions.update(actor, { params, body })),
    ),
  };
}

async function transition(core: Core, { actor, fields }: MlflowCall<z.output<typeof Transition>>) {
  const params = paramsOf(fields);
  const stage = canonicalStage(fields.stage);
  const archiveOthers = fields.archive_existing_versions;
  if (archiveOthers && stage !== 'Staging' && stage !== 'Production')
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Model version transition cannot archive existing model versions because '${fields.stage}' is not an Active stage. Valid stages are ['Staging', 'Production']`,
    );
  const moved = await named(fields, () => core.registry.versions.toStage(actor, params, { stage, archiveOthers }));
  return { model_version: changedVersionView(moved) };
}

async function remove(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByVersion>>) {
  const params = paramsOf(fields);
  await named(fields, () => core.registry.versions.remove(actor, { params }));
  return {};
}

async function search(core: Core, { actor, fields }: MlflowCall<z.output<typeof Search>>) {
  const { items, nextCursor } = await core.registry.search.versions(actor, {
    filter: fields.filter,
    order: readOrder(fields.order_by, versionOrder),
    limit: Math.min(fields.max_results, PAGE),
    cursor: fields.page_token || undefined,
  });
  return {
    ...(items.length > 0 && { model_versions: items.map(versionView) }),
    ...(nextCursor !== null && { next_page_token: nextCursor }),
  };
}

async function setTag(core: Core, { actor, fields }: MlflowCall<z.output<typeof SetTag>>) {
  const params = paramsOf(fields);
  const { key, value } = checkTag(fields);
  await named(fields, () => core.registry.versions.setTag(actor, params, key, value));
  return {};
}

async function deleteTag(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByKey>>) {
  const params = paramsOf(fields);
  await named(fields, () => core.registry.versions.setTag(actor, params, fields.key, null));
  return {};
}

/** Files of a version are read from the version itself, which no write to its run can change. */
async function downloadUri(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByVersion>>) {
  const { name, version } = paramsOf(fields);
  const found = await named(fields, () => core.registry.requireBrief(actor, name, version));
  return { artifact_uri: await core.registry.fromSource.downloadUri(found) };
}

const paramsOf = ({ name, version }: { name: string; version: string }): { name: string; version: number } => ({
  name: modelName(name),
  version: versionNumber(version),
});
