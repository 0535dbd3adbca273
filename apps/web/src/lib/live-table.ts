/**
 * liveTable maps the kind of an event to the operations whose answers it makes stale. Both sides are prefixes: an event kind begins with
 * `<domain>.`, an operation id too. Every event also touches the log and the overview.
 */
export const liveTable: Readonly<Record<string, readonly string[]>> = {
  'registry.': ['registry.', 'serving.listEndpoints'],
  'datasets.': ['datasets.'],
  'runs.': ['runs.'],
  'evaluation.': ['evaluation.', 'registry.'],
  'serving.': ['serving.listEndpoints', 'serving.getEndpoint', 'serving.listReplicas'],
  'rollouts.': ['rollouts.', 'approvals.', 'serving.listEndpoints', 'serving.getEndpoint', 'serving.listReplicas'],
  'monitoring.': ['monitoring.'],
  'alerting.': ['alerting.'],
  'retraining.': ['retraining.', 'approvals.', 'registry.'],
  'approvals.': ['approvals.'],
  'jobs.': ['jobs.'],
  'access.': ['access.'],
  'overview.view_': ['overview.listViews'],
};

const ALWAYS = ['audit.listAudit', 'overview.getHome', 'jobs.'] as const;

/** staleAfter lists the operation prefixes whose answers an event of this kind makes stale. */
export function staleAfter(eventKind: string): readonly string[] {
  const domain = Object.keys(liveTable).find((prefix) => eventKind.startsWith(prefix));
  return [...(domain === undefined ? [] : (liveTable[domain] ?? [])), ...ALWAYS];
}
