import { paths } from './paths.js';

/**
 * mlflowLink is where a link into MLflow's pages leads here, by the part behind `#`: experiments, runs, comparisons of runs, models and versions.
 * Null for anything else.
 */
export function mlflowLink(hash: string): string | null {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const parts = path.split('/').slice(1).map(decoded);
  const [head, id, kind, inner] = parts;
  if (head === 'compare-runs') return comparison(new URLSearchParams(query).get('runs'));
  if (head === 'models') return modelLink(parts);
  if (head !== 'experiments') return null;
  if (kind === 'runs' && inner) return paths.run(inner);
  return id !== undefined && /^\d{1,9}$/.test(id) ? paths.experiment(Number(id)) : paths.runs;
}

function modelLink([, name, kind, version]: readonly string[]): string {
  if (!name) return paths.models;
  const number = Number(version);
  return kind === 'versions' && Number.isInteger(number) && number > 0
    ? paths.version(name, number)
    : paths.model(name);
}

/** MLflow lists the runs as JSON. */
function comparison(runs: string | null): string {
  const ids = [...(runs ?? '').matchAll(/[0-9a-f]{32}/g)].map(([id]) => id);
  return ids.length < 2 ? paths.runs : paths.compareRuns(ids);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
