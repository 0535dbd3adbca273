import type { ModelVersion } from '@slipway/contracts';
import type { BriefVersion, FoundModel } from '@slipway/core';

type Json = Record<string, unknown>;

/** modelView is a registered model as MLflow writes it; empty lists are left out, as protobuf's JSON does. */
export function modelView(model: FoundModel): Json {
  const tags = Object.entries(model.tags).map(([key, value]) => ({ key, value }));
  const aliases = model.aliases.map(({ alias, version }) => ({ alias, version: String(version) }));
  return {
    name: model.name,
    creation_timestamp: model.createdAt.getTime(),
    last_updated_timestamp: model.updatedAt.getTime(),
    ...(model.description !== '' && { description: model.description }),
    ...(model.newest.length > 0 && { latest_versions: model.newest.map(versionView) }),
    ...(tags.length > 0 && { tags }),
    ...(aliases.length > 0 && { aliases }),
  };
}

/** versionView is a model version as MLflow writes it: the number is a string, times are milliseconds, texts are there even when empty. */
export function versionView(version: BriefVersion): Json {
  const view: Json = {
    name: version.modelName,
    version: String(version.version),
    creation_timestamp: version.createdAtMs,
    last_updated_timestamp: version.updatedAtMs,
    user_id: version.createdBy,
    current_stage: version.stage,
    description: version.description,
    source: version.source ?? `mlflow-artifacts:/registry/${version.id}`,
    run_id: version.runId ?? '',
    status: version.status,
    run_link: version.runLink ?? '',
  };
  if (version.statusMessage) view.status_message = version.statusMessage;
  if (version.loggedModelId) view.model_id = version.loggedModelId;
  const keys = Object.keys(version.tags);
  if (keys.length > 0) view.tags = keys.map((key) => ({ key, value: version.tags[key] }));
  if (version.aliases.length > 0) view.aliases = version.aliases;
  return view;
}

/** changedVersionView is versionView of a version that a command returned. */
export const changedVersionView = (version: ModelVersion): Json =>
  versionView({
    ...version,
    modelName: version.model,
    createdAtMs: Date.parse(version.createdAt),
    updatedAtMs: Date.parse(version.updatedAt),
  });
