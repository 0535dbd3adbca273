import type { Actor, Core } from '@slipway/core';
import { z } from 'zod';
import { loggedKey, Param, RunTag } from './logged-fields.js';
import { MlflowError } from './mlflow-error.js';
import { int64, neededText, repeated, text } from './mlflow-fields.js';
import { mlflowRoute, type MlflowCall } from './mlflow-route.js';
import { RunKey, runIdOf } from './runs.js';

const MOST = { metrics: 1_000, params: 100, tags: 100, all: 1_000 } as const;

const metricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const Metric = z.object({
  key: loggedKey,
  value: metricValue,
  timestamp: int64.pipe(z.number().min(0)),
  step: int64.default(0),
  model_id: text.optional(),
  dataset_name: text.optional(),
  dataset_digest: text.optional(),
});
const InputTag = z.object({ key: neededText.max(255), value: text.max(500).default('') });
const Dataset = z.object({
  name: neededText.max(500),
  digest: neededText.max(36),
  source_type: neededText.max(36),
  source: neededText.max(65_535),
  schema: text.max(1_048_575).optional(),
  profile: text.optional(),
});
const Batch = RunKey.extend({ metrics: repeated(Metric), params: repeated(Param), tags: repeated(RunTag) });
const Inputs = RunKey.extend({
  datasets: repeated(z.object({ tags: repeated(InputTag), dataset: Dataset })),
  models: repeated(z.object({ model_id: neededText })),
});
const Outputs = RunKey.extend({ models: repeated(z.object({ model_id: neededText, step: int64.default(0) })) });

type Metric = z.output<typeof Metric>;

/** runLogRoutes are the pairs by which runs say what they did. */
export const runLogRoutes = [
  mlflowRoute('POST mlflow/runs/log-metric', 'write', RunKey.extend(Metric.shape), async (core, { actor, fields }) => {
    await log(core, actor, runIdOf(fields), { metrics: [fields] });
    return {};
  }),
  mlflowRoute(
    'POST mlflow/runs/log-parameter',
    'write',
    RunKey.extend(Param.shape),
    async (core, { actor, fields }) => {
      await log(core, actor, runIdOf(fields), { params: { [fields.key]: fields.value } });
      return {};
    },
  ),
  mlflowRoute('POST mlflow/runs/set-tag', 'write', RunKey.extend(RunTag.shape), async (core, { actor, fields }) => {
    await log(core, actor, runIdOf(fields), { tags: { [fields.key]: fields.value } });
    return {};
  }),
  mlflowRoute(
    'POST mlflow/runs/delete-tag',
    'write',
    RunKey.extend({ key: neededText }),
    async (core, { actor, fields }) => {
      await core.runs.runs.deleteTag(actor, runIdOf(fields), fields.key);
      return {};
    },
  ),
  mlflowRoute('POST mlflow/runs/log-batch', 'write', Batch, logBatch),
  mlflowRoute('POST mlflow/runs/log-inputs', 'write', Inputs, logInputs),
  mlflowRoute('POST mlflow/runs/outputs', 'write', Outputs, async (core, { actor, fields }) => {
    const models = fields.models.map(({ model_id: modelId, step }) => ({ modelId, step }));
    await core.runs.runs.addOutputs(actor, runIdOf(fields), models);
    return {};
  }),
];

async function logBatch(core: Core, { actor, fields }: MlflowCall<z.output<typeof Batch>>) {
  const { metrics, params, tags } = fields;
  for (const [name, items] of Object.entries({ metrics, params, tags }) as ['metrics', unknown[]][])
    if (items.length > MOST[name]) throw tooMany(name, MOST[name], items.length);
  const all = metrics.length + params.length + tags.length;
  if (all > MOST.all) throw tooMany('metrics, params and tags', MOST.all, all);
  await log(core, actor, runIdOf(fields), { metrics, params: distinct(params), tags: distinct(tags) });
  return {};
}

async function logInputs(core: Core, { actor, fields }: MlflowCall<z.output<typeof Inputs>>) {
  const inputs = fields.datasets.map(({ tags, dataset }) => ({
    name: dataset.name,
    digest: dataset.digest,
    sourceType: dataset.source_type,
    source: dataset.source,
    schema: dataset.schema ?? null,
    profile: dataset.profile ?? null,
    tags: Object.fromEntries(tags.map((tag) => [tag.key, tag.value])),
  }));
  const modelIds = fields.models.map(({ model_id: id }) => id);
  await core.runs.runs.addInputs(actor, runIdOf(fields), inputs, modelIds);
  return {};
}

interface Logged {
  metrics?: readonly Metric[];
  params?: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string>>;
}

/** What was measured of a logged model is kept with the model too. */
async function log(
  core: Core,
  actor: Actor,
  runId: string,
  { metrics = [], params = {}, tags = {} }: Logged,
): Promise<void> {
  const points = metrics.map(({ key: name, value, timestamp, step }) => ({ key: name, value, timestamp, step }));
  await core.runs.runs.log(actor, runId, { metrics: points, params, tags });
  for (const [modelId, measured] of Map.groupBy(metrics, ({ model_id: id }) => id ?? '')) {
    if (modelId === '') continue;
    const rows = measured.map((metric) => ({
      runId,
      key: metric.key,
      value: metric.value,
      timestamp: BigInt(metric.timestamp),
      step: BigInt(metric.step),
      datasetName: metric.dataset_name ?? '',
      datasetDigest: metric.dataset_digest ?? '',
    }));
    await core.runs.models.addMetrics(actor, modelId, rows);
  }
}

/** A key may come twice with one value, not with two. */
function distinct(items: readonly { key: string; value: string }[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const { key: name, value } of items) {
    if ((values.get(name) ?? value) !== value)
      throw new MlflowError('INVALID_PARAMETER_VALUE', `Duplicate keys have been submitted: ['${name}'].`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

const tooMany = (name: string, most: number, got: number): MlflowError =>
  new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `A batch logging request can contain at most ${most} ${name}. Got ${got} ${name}. Please split up ${name} across multiple requests and try again.`,
  );
