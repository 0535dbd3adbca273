import type { Core } from '@slipway/core';
import { z } from 'zod';
import { int64, neededText, repeated, Tag, text } from './mlflow-fields.js';
import { MlflowError } from './mlflow-error.js';
import { mlflowRoute, type MlflowCall } from './mlflow-route.js';
import { modelOrder, readOrder } from './registry-order.js';
import { aliasName, checkTag, modelName, named, newAliasName, tagsOf, versionNumber } from './registry-names.js';
import { changedVersionView, modelView, versionView } from './registry-views.js';

const stages = ['None', 'Staging', 'Production', 'Archived'] as const;
const ByName = z.object({ name: neededText });
const NewModel = z.object({ name: neededText, tags: repeated(Tag), description: text.default('') });
const Described = z.object({ name: neededText, description: text.default('') });
const Renamed = z.object({ name: neededText, new_name: neededText });
const Search = z.object({
  filter: text.optional(),
  max_results: int64.pipe(z.number().min(1).max(1000)).default(100),
  order_by: repeated(text),
  page_token: text.optional(),
});
const Latest = z.object({ name: neededText, stages: repeated(text) });
const SetTag = z.object({ name: neededText, key: neededText, value: text.default('') });
const ByKey = z.object({ name: neededText, key: neededText });
const SetAlias = z.object({ name: neededText, alias: neededText, version: neededText });
const ByAlias = z.object({ name: neededText, alias: neededText });

/** registeredModelRoutes are the pairs of registered models and their aliases. */
export const registeredModelRoutes = [
  mlflowRoute('POST mlflow/registered-models/create', 'write', NewModel, create),
  mlflowRoute('GET mlflow/registered-models/get', 'read', ByName, get),
  mlflowRoute('PATCH mlflow/registered-models/update', 'write', Described, update),
  mlflowRoute('POST mlflow/registered-models/rename', 'write', Renamed, rename),
  mlflowRoute('DELETE mlflow/registered-models/delete', 'write', ByName, remove),
  mlflowRoute('GET mlflow/registered-models/search', 'read', Search, search),
  mlflowRoute('POST mlflow/registered-models/get-latest-versions', 'read', Latest, latestVersions),
  mlflowRoute('GET mlflow/registered-models/get-latest-versions', 'read', Latest, latestVersions),
  mlflowRoute('POST mlflow/registered-models/set-tag', 'write', SetTag, setTag),
  mlflowRoute('DELETE mlflow/registered-models/delete-tag', 'write', ByKey, deleteTag),
  mlflowRoute('POST mlflow/registered-models/alias', 'write', SetAlias, setAlias),
  mlflowRoute('DELETE mlflow/registered-models/alias', 'write', ByAlias, deleteAlias),
  mlflowRoute('GET mlflow/registered-models/alias', 'read', ByAlias, getByAlias),
];

async function create(core: Core, { actor, fields }: MlflowCall<z.output<typeof NewModel>>) {
  const name = modelName(fields.name);
  const body = { name, description: fields.description, tags: tagsOf(fields.tags) };
  try {
    await core.registry.models.create(actor, { body });
  } catch (error) {
    if (hasCode(error, 'already_exists'))
      throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${name}) already exists.`);
    throw error;
  }
  return { registered_model: await found(core, actor, name) };
}

async function get(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByName>>) {
  return { registered_model: await found(core, actor, modelName(fields.name)) };
}

async function update(core: Core, { actor, fields }: MlflowCall<z.output<typeof Described>>) {
  const name = modelName(fields.name);
  await named({ name }, () =>
    core.registry.models.update(actor, { params: { name }, body: { description: fields.description } }),
  );
  return { registered_model: await found(core, actor, name) };
}

async function rename(core: Core, { actor, fields }: MlflowCall<z.output<typeof Renamed>>) {
  const [name, newName] = [modelName(fields.name), modelName(fields.new_name, 'new_name')];
  try {
    await named({ name }, () => core.registry.models.rename(actor, { params: { name }, body: { name: newName } }));
  } catch (error) {
    if (hasCode(error, 'already_exists'))
      throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${newName}) already exists.`);
    throw error;
  }
  return { registered_model: await found(core, actor, newName) };
}

async function remove(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByName>>) {
  const name = modelName(fields.name);
  await named({ name }, () => core.registry.models.remove(actor, { params: { name } }));
  return {};
}

async function search(core: Core, { actor, fields }: MlflowCall<z.output<typeof Search>>) {
  const order = readOrder(fields.order_by, modelOrder);
  const { filter, max_results: limit } = fields;
  const page = await core.registry.search.models(actor, {
    filter,
    order,
    limit,
    cursor: fields.page_token || undefined,
  });
  const models = await core.registry.search.withNewest(page.items);
  return {
    ...(models.length > 0 && { registered_models: models.map(modelView) }),
    ...(page.nextCursor !== null && { next_page_token: page.nextCursor }),
  };
}

async function latestVersions(core: Core, { actor, fields }: MlflowCall<z.output<typeof Latest>>) {
  const name = modelName(fields.name);
  const wanted = fields.stages.length === 0 ? undefined : fields.stages.map(canonicalStage);
  const versions = await named({ name }, () => core.registry.newestPerStage(actor, name, wanted));
  return versions.length > 0 ? { model_versions: versions.map(versionView) } : {};
}

async function setTag(core: Core, { actor, fields }: MlflowCall<z.output<typeof SetTag>>) {
  const name = modelName(fields.name);
  const { key, value } = checkTag(fields);
  await named({ name }, () => core.registry.models.setTag(actor, name, key, value));
  return {};
}

async function deleteTag(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByKey>>) {
  const name = modelName(fields.name);
  await named({ name }, () => core.registry.models.setTag(actor, name, fields.key, null));
  return {};
}

async function setAlias(core: Core, { actor, fields }: MlflowCall<z.output<typeof SetAlias>>) {
  const name = modelName(fields.name);
  const params = { name, alias: newAliasName(fields.alias) };
  const body = { version: versionNumber(fields.version) };
  await named(fields, () => core.registry.aliases.set(actor, { params, body }));
  return {};
}

async function deleteAlias(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByAlias>>) {
  const params = { name: modelName(fields.name), alias: aliasName(fields.alias) };
  await named(params, () => core.registry.aliases.remove(actor, { params }));
  return {};
}

/** An alias that is not set is a 400 in MLflow; `latest` is the newest version of all. */
async function getByAlias(core: Core, { actor, fields }: MlflowCall<z.output<typeof ByAlias>>) {
  const name = modelName(fields.name);
  const alias = aliasName(fields.alias);
  if (alias.toLowerCase() === 'latest') {
    const { latestVersion } = await named({ name }, () => core.registry.requireModel(actor, name));
    if (latestVersion === null)
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Latest version not found for model ${name}.`);
    return { model_version: changedVersionView(await core.registry.requireVersion(actor, name, latestVersion)) };
  }
  const version = await named({ name }, () => core.registry.briefOfAlias(actor, name, alias));
  if (version === null) throw new MlflowError('INVALID_PARAMETER_VALUE', `Registered model alias ${alias} not found.`);
  return { model_version: versionView(version) };
}

async function found(core: Core, actor: MlflowCall<unknown>['actor'], name: string) {
  return modelView(await named({ name }, () => core.registry.search.found(actor, name)));
}

/** canonicalStage is the stage that MLflow's clients mean, however they write it. */
export function canonicalStage(stage: string): (typeof stages)[number] {
  const known = stages.find((name) => name.toLowerCase() === stage.toLowerCase());
  if (known === undefined)
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Invalid Model Version stage: ${stage}. Value must be one of ${stages.join(', ')}.`,
    );
  return known;
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
