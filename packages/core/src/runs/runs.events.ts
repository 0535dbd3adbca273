/** RunsEvents are what runs tell the event log; points of metrics, parameters and tags are no events. */
export interface RunsEvents {
  'runs.experiment_created': { experiment: number };
  'runs.experiment_deleted': { experiment: number };
  'runs.experiment_restored': { experiment: number };
  'runs.started': { runId: string; experiment: number };
  'runs.ended': { runId: string; status: string };
  'runs.deleted': { runId: string };
  'runs.restored': { runId: string };
}
