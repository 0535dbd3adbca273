import type { ExperimentRow, LoggedModelRow, RunRow } from '@slipway/core';

type Texts = Readonly<Record<string, string>>;

/** pairs are the entries of an object as MLflow lists them. */
const pairs = (values: unknown): { key: string; value: string }[] =>
  Object.entries(values as Texts).map(([key, value]) => ({ key, value }));

/** listed leaves an empty list out, as MLflow does. */
export const listed = <K extends string, T>(name: K, items: readonly T[]): Partial<Record<K, readonly T[]>> =>
  items.length === 0 ? {} : ({ [name]: items } as Record<K, readonly T[]>);

/** metricNumber writes NaN and the infinities as words, which is how protobuf's JSON has them. */
export const metricNumber = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** experimentUri is below which the files of an experiment's runs lie. */
const experimentUri = (experiment: number): string => `mlflow-artifacts:/${experiment}`;

/** experimentView is an experiment in MLflow's JSON. */
export function experimentView({ number, name, tags, deletedAt, createdAt, updatedAt }: ExperimentRow) {
  return {
    experiment_id: String(number),
    name,
    artifact_location: experimentUri(number),
    lifecycle_stage: deletedAt === null ? 'active' : 'deleted',
    creation_time: createdAt.getTime(),
    last_update_time: updatedAt.getTime(),
    ...listed('tags', pairs(tags)),
  };
}

/** runInfo is what MLflow calls the info of a run. */
export function runInfo(row: RunRow) {
  return {
    run_id: row.id,
    run_uuid: row.id,
    run_name: row.name,
    experiment_id: String(row.experiment),
    user_id: row.userId,
    status: row.status,
    start_time: Number(row.startTime),
    ...(row.endTime !== null && { end_time: Number(row.endTime) }),
    artifact_uri: `${experimentUri(row.experiment)}/${row.id}/artifacts`,
    lifecycle_stage: row.deletedAt === null ? 'active' : 'deleted',
  };
}

/** runView is a run in MLflow's JSON, with the newest point of each metric. */
export function runView(row: RunRow) {
  const metrics = row.latest.map(({ key, value, timestamp, step }) => ({
    key,
    value: metricNumber(value),
    timestamp: Number(timestamp),
    step: Number(step),
  }));
  const datasets = row.inputs.map(({ name, digest, sourceType, source, schema, profile, tags }) => ({
    ...listed('tags', pairs(tags)),
    dataset: {
      name,
      digest,
      source_type: sourceType,
      source,
      ...(schema !== null && { schema }),
      ...(profile !== null && { profile }),
    },
  }));
  const read = row.modelInputs.map(({ modelId }) => ({ model_id: modelId }));
  const models = row.outputs.map(({ modelId, step }) => ({ model_id: modelId, step: Number(step) }));
  return {
    info: runInfo(row),
    data: { ...listed('metrics', metrics), ...listed('params', pairs(row.params)), ...listed('tags', pairs(row.tags)) },
    inputs: { ...listed('dataset_inputs', datasets), ...listed('model_inputs', read) },
    outputs: listed('model_outputs', models),
  };
}

/** loggedModelView is a logged model in MLflow's JSON. */
export function loggedModelView(row: LoggedModelRow) {
  const metrics = row.metrics.map((metric) => ({
    key: metric.key,
    value: metricNumber(metric.value),
    timestamp: Number(metric.timestamp),
    step: Number(metric.step),
    model_id: row.id,
    run_id: metric.runId,
    ...(metric.datasetName !== '' && { dataset_name: metric.datasetName }),
    ...(metric.datasetDigest !== '' && { dataset_digest: metric.datasetDigest }),
  }));
  return {
    info: {
      model_id: row.id,
      experiment_id: String(row.experiment),
      name: row.name,
      creation_timestamp_ms: row.createdAt.getTime(),
      last_updated_timestamp_ms: row.updatedAt.getTime(),
      artifact_uri: `${experimentUri(row.experiment)}/models/${row.id}/artifacts`,
      status: row.status,
      model_type: row.modelType,
      source_run_id: row.sourceRunId ?? '',
      ...listed('tags', pairs(row.tags)),
    },
    data: { ...listed('params', pairs(row.params)), ...listed('metrics', metrics) },
  };
}
