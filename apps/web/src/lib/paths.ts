const enc = encodeURIComponent;

/** LogFilter is what a link to the prediction log shows of it, as the address keeps it. */
export interface LogFilter {
  errors?: '1';
  outliers?: '1';
  /** Event times, as the API writes them: `from` is in it, `to` is not. */
  from?: string;
  to?: string;
  /** RowSliceText of the contracts. */
  slice?: string;
}

/** paths are the addresses of things in this UI; alerts and emails use the same ones, so they never change. */
export const paths = {
  home: '/',
  models: '/models',
  model: (name: string) => `/models/${enc(name)}`,
  version: (model: string, version: number) => `/models/${enc(model)}/versions/${version}`,
  compareVersions: (base: string, others: readonly string[]) =>
    `/compare?base=${enc(base)}&with=${others.map(enc).join(',')}`,
  runs: '/runs',
  experiment: (number: number) => `/runs?experiment=${number}`,
  run: (id: string) => `/runs/${enc(id)}`,
  compareRuns: (ids: readonly string[]) => `/runs/compare?runs=${ids.join(',')}`,
  datasets: '/datasets',
  dataset: (name: string) => `/datasets/${enc(name)}`,
  evaluations: '/evaluations',
  evaluation: (id: string) => `/evaluations/${enc(id)}`,
  endpoints: '/endpoints',
  endpoint: (name: string) => `/endpoints/${enc(name)}`,
  predictionLog: (endpoint: string, only: LogFilter = {}) =>
    `/endpoints/${enc(endpoint)}?${new URLSearchParams({ tab: 'log', ...only }).toString()}`,
  startRollout: (endpoint: string, version: number) => `/endpoints/${enc(endpoint)}?start=1&version=${version}`,
  rollouts: '/rollouts',
  simulateRollout: '/rollouts/simulate',
  freezes: '/rollouts/freezes',
  rollout: (id: string) => `/rollouts/${enc(id)}`,
  replay: (id: string) => `/replays/${enc(id)}`,
  monitors: '/monitors',
  newMonitor: '/monitors?new=1',
  monitor: (name: string) => `/monitors/${enc(name)}`,
  feature: (monitor: string, feature: string, runId?: string, against?: string) =>
    `/monitors/${enc(monitor)}/features/${enc(feature)}${runId === undefined ? '' : `?run=${enc(runId)}`}${against === undefined ? '' : `&against=${enc(against)}`}`,
  monitorRun: (monitor: string, runId: string) => `/monitors/${enc(monitor)}?run=${enc(runId)}`,
  compareWindows: (monitor: string, runId: string) => `/monitors/${enc(monitor)}/compare?run=${enc(runId)}`,
  alerts: '/alerts',
  incident: (id: string) => `/incidents/${enc(id)}`,
  alertSettings: '/alerts/settings',
  trainers: '/trainers',
  trigger: (name: string) => `/triggers/${enc(name)}`,
  trainingRun: (id: string) => `/training-runs/${enc(id)}`,
  approvals: '/approvals',
  audit: '/audit',
  jobs: '/jobs',
  job: (id: string) => `/jobs?job=${id}`,
  settings: '/settings',
  signIn: '/sign-in',
} as const;

/** pathOfSubject is where a thing named by an event or a job is shown; null for things without a page of their own. */
export function pathOfSubject(kind: string, name: string): string | null {
  switch (kind) {
    case 'model':
      return paths.model(name);
    case 'dataset':
      return paths.dataset(name);
    case 'endpoint':
      return paths.endpoint(name);
    case 'monitor':
      return paths.monitor(name);
    case 'trigger':
      return paths.trigger(name);
    default:
      return null;
  }
}
