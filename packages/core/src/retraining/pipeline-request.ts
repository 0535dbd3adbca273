import type { PipelineTrainer } from './operator-trainers.js';

/** PipelineOrder is what a pipeline is asked to do, and where it tells how that ended. */
export interface PipelineOrder {
  trainingRunId: string;
  /** The run of an experiment that a pipeline may log to by MLflow's API; null without one. */
  runId: string | null;
  delivery: string;
  model: string;
  why: string;
  params: Record<string, string>;
  dataset: { name: string; version: number; digest: string; rows: number };
  parentVersion: number | null;
  callbackUrl: string;
  /** No callback is waited for after this. */
  deadline: string;
}

/** pipelineRequest is the body that each kind of system wants: Airflow's dagRuns, GitHub's repository_dispatch, Kubeflow's v2beta1 runs, or the order as it is. */
export function pipelineRequest(
  { format, pipelineId }: Pick<PipelineTrainer, 'format' | 'pipelineId'>,
  order: PipelineOrder,
): object {
  const name = `slipway-${order.delivery}`;
  switch (format) {
    case 'plain':
      return order;
    case 'airflow':
      return { dag_run_id: name, conf: { slipway: order } };
    case 'github':
      return { event_type: 'slipway-train', client_payload: { slipway: order } };
    case 'kubeflow':
      return {
        display_name: name,
        ...(pipelineId !== null && { pipeline_version_reference: { pipeline_id: pipelineId } }),
        runtime_config: { parameters: { slipway: order } },
      };
  }
}
