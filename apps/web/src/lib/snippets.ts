import type { SnippetTab } from '../components/ui/snippet.js';

const server = (): string => `export SLIPWAY_URL=${window.location.origin}   # and SLIPWAY_TOKEN from Settings, Tokens
U=$SLIPWAY_URL/api/v1; A="Authorization: Bearer $SLIPWAY_TOKEN"`;

/** uploadModelSnippet registers a model file from a shell; the name is the model's. */
export const uploadModelSnippet = (model: string): SnippetTab[] => [
  {
    label: 'curl',
    code: `${server()}\ncurl -H "$A" -F metadata='{"metrics":{"auc":0.91}}' -F file=@model.onnx "$U/models/${encodeURIComponent(model)}/versions/upload"`,
  },
];

/** uploadDatasetSnippet uploads a table from a shell. */
export const uploadDatasetSnippet = (dataset: string): SnippetTab[] => [
  {
    label: 'curl',
    code: `${server()}\ncurl -H "$A" -F file=@may.parquet "$U/datasets/${encodeURIComponent(dataset)}/versions"`,
  },
];

/** startEvaluationSnippet measures a version from a shell. */
export const startEvaluationSnippet = (model: string, version: number, dataset: string): SnippetTab[] => [
  {
    label: 'curl',
    code: `${server()}\ncurl -H "$A" --json '${JSON.stringify({ model, version, dataset, target: 'label', gates: [{ metric: 'auc', op: '>=', threshold: 0.7 }] })}' "$U/evaluations"`,
  },
];

/** deploySnippet puts the champion of a model behind a new address. */
export const deploySnippet = (endpoint: string, model: string): SnippetTab[] => [
  {
    label: 'curl',
    code: `${server()}\ncurl -H "$A" --json '${JSON.stringify({ name: endpoint, model, alias: 'champion' })}' "$U/endpoints"`,
  },
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
  {
    label: 'curl',
    code: `${server()}\ncurl -H "$A" --json '{"version":2,"why":"better on flights-may"}' "$U/models/${encodeURIComponent(model)}/aliases/${alias}/requests"`,
  },
  {
    label: 'slipway',
    code: `npx slipway approvals request ${model}@2 ${alias} --why 'better on flights-may'\nnpx slipway approvals list`,
  },
];
