import { paths } from '../../lib/paths.js';

/** Crumb is one step from the top to this page; the last one is the page itself. */
export interface Crumb {
  label: string;
  path: string;
}

const words: Readonly<Record<string, string>> = {
  models: 'Models',
  runs: 'Runs',
  compare: 'Compare',
  datasets: 'Datasets',
  evaluations: 'Evaluations',
  endpoints: 'Endpoints',
  rollouts: 'Rollouts',
  replays: 'Rollouts',
  monitors: 'Monitors',
  alerts: 'Alerts',
  incidents: 'Alerts',
  trainers: 'Trainers',
  triggers: 'Trainers',
  'training-runs': 'Trainers',
  approvals: 'Approvals',
  audit: 'Audit',
  jobs: 'Jobs',
  settings: 'Settings',
};

/** Areas whose things are listed on the page of another one. */
const listedAt: Readonly<Record<string, string>> = {
  replays: paths.rollouts,
  incidents: paths.alerts,
  triggers: paths.trainers,
  'training-runs': paths.trainers,
};

const ID = /^([0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32})$/;

/** crumbsOf reads the steps from an address: `/models/a/versions/3` is Models, a, v3. Raw ids are never shown. */
export function crumbsOf(pathname: string): Crumb[] {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const [area = '', name, inside, item] = parts;
  if (area === '') return [{ label: 'Home', path: paths.home }];
  const crumbs: Crumb[] = [{ label: words[area] ?? area, path: listedAt[area] ?? `/${encodeURIComponent(area)}` }];
  if (name !== undefined)
    crumbs.push({ label: labelOf(area, name), path: `/${[area, name].map(encodeURIComponent).join('/')}` });
  if (inside !== undefined && item !== undefined)
    crumbs.push({ label: inside === 'versions' ? `v${item}` : item, path: pathname });
  return crumbs;
}

const singular: Readonly<Record<string, string>> = {
  evaluations: 'Evaluation',
  runs: 'Run',
  rollouts: 'Rollout',
  replays: 'Replay',
  'training-runs': 'Training run',
  incidents: 'Incident',
};

function labelOf(area: string, name: string): string {
  if (ID.test(name)) return singular[area] ?? 'Details';
  if (area === 'runs' && name === 'compare') return 'Compare';
  if (area === 'rollouts' && (name === 'simulate' || name === 'freezes'))
    return name === 'simulate' ? 'Simulate' : 'Freezes';
  return area === 'alerts' && name === 'settings' ? 'Rules and channels' : name;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
