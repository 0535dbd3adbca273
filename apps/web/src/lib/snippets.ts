import type { SnippetTab } from '../components/ui/snippet.js';

const address = (): string =>
  `export SLIPWAY_URL=${window.location.origin} SLIPWAY_TOKEN=...   # from Settings, Tokens`;

const curl = (command: string): SnippetTab => ({
  label: 'curl',
  code: `${address()}
U=$SLIPWAY_URL/api/v1; A="Authorization: Bearer $SLIPWAY_TOKEN"
${command}`,
});

const slipway = (command: string): SnippetTab => ({ label: 'slipway', code: `${address()}\n${command}` });

const post = (body: unknown, path: string): SnippetTab =>
  curl(`curl -H "$A" --json '${JSON.stringify(body)}' "$U${path}"`);

/** uploadModelSnippet registers a model file from a shell; the name is the model's. */
export const uploadModelSnippet = (model: string): SnippetTab[] => [
  curl(
    `curl -H "$A" -F metadata='{"metrics":{"auc":0.91}}' -F file=@model.onnx "$U/models/${encodeURIComponent(model)}/versions/upload"`,
  ),
  slipway(`npx slipway versions push '${model}' model.onnx --metric auc=0.91`),
];

/** uploadDatasetSnippet uploads a table from a shell. */
export const uploadDatasetSnippet = (dataset: string): SnippetTab[] => [
  curl(`curl -H "$A" -F file=@may.parquet "$U/datasets/${encodeURIComponent(dataset)}/versions"`),
  slipway(`npx slipway datasets push '${dataset}' may.parquet`),
];

/** startEvaluationSnippet measures a version from a shell. */
export const startEvaluationSnippet = (model: string, version: number, dataset: string): SnippetTab[] => [
  post(
    { model, version, dataset, target: 'label', gates: [{ metric: 'auc', op: '>=', threshold: 0.7 }] },
    '/evaluations',
  ),
  slipway(`npx slipway evaluate '${model}@${version}' --dataset '${dataset}' --target label --gate 'auc >= 0.7'`),
];

/** deploySnippet puts the champion of a model behind a new address. */
export const deploySnippet = (endpoint: string, model: string): SnippetTab[] => [
  post({ name: endpoint, model, alias: 'champion' }, '/endpoints'),
  slipway(`npx slipway deploy '${model}@champion' --endpoint ${endpoint}`),
];

/** startRolloutSnippet starts a canary of a version. */
export const startRolloutSnippet = (endpoint: string, model: string, version: number): SnippetTab[] => [
  post({ model, version }, `/endpoints/${endpoint}/rollouts`),
  slipway(`npx slipway rollout start ${endpoint} '${model}@${version}'`),
];

/** watchSnippet builds the baseline of a version and watches its endpoint for drift. */
export const watchSnippet = (endpoint: string, model: string, version: number): SnippetTab[] => [
  curl(`curl -H "$A" --json '{"dataset":"my-dataset"}' "$U/models/${encodeURIComponent(model)}/versions/${version}/baselines"
curl -H "$A" --json '{"name":"my-drift","endpoint":"${endpoint}","window":"day"}' "$U/monitors"`),
];

/** trainSnippet starts a trainer of the operator's file. */
export const trainSnippet = (trainer: string): SnippetTab[] => [
  post({ input: { model: 'my-model', endpoint: 'my-endpoint' } }, `/trainers/${trainer}/run`),
  slipway(`npx slipway train ${trainer} --model my-model --endpoint my-endpoint`),
];

/** tellSnippet adds a Slack channel, and a rule that tells it of drift. */
export const tellSnippet = (): SnippetTab[] => [
  curl(`curl -H "$A" --json '{"name":"ml-alerts","kind":"slack","url":"https://hooks.slack.com/services/..."}' "$U/channels"
curl -H "$A" --json '{"name":"any-drift","topic":"drift","severity":"warning","channels":["ml-alerts"]}' "$U/alert-rules"`),
];

/** mlflowSnippet logs a run, and a version where a model is named, with MLflow's own client, unmodified. */
export const mlflowSnippet = (model?: string): SnippetTab[] => [
  {
    label: 'Shell',
    code: `pip install mlflow
export MLFLOW_TRACKING_URI=${window.location.origin}
export MLFLOW_TRACKING_TOKEN=...   # from Settings, Tokens`,
  },
  {
    label: 'Python',
    code: `import mlflow

mlflow.set_experiment("delays")
with mlflow.start_run():
    mlflow.log_param("depth", 6)
    for step in range(10):
        mlflow.log_metric("auc", 0.7 + step / 100, step=step)
    ${model === undefined ? 'mlflow.log_text("what was tried", "notes.md")' : `mlflow.onnx.log_model(onnx_model, name="model", registered_model_name="${model}")`}`,
  },
];

/** requestAliasSnippet asks approvers for a protected alias from a shell. */
export const requestAliasSnippet = (model: string, alias: string): SnippetTab[] => [
  post({ version: 2, why: 'better on flights-may' }, `/models/${encodeURIComponent(model)}/aliases/${alias}/requests`),
  slipway(
    `npx slipway approvals request '${model}@2' ${alias} --why 'better on flights-may'\nnpx slipway approvals list`,
  ),
];
