import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dashboards = fileURLToPath(new URL('../../deploy/grafana/dashboards', import.meta.url));

/** Target is one part as Prometheus sees it. */
export interface Target {
  job: string;
  health: string;
  lastError: string;
}

interface Sample {
  metric: Record<string, string>;
  value: [at: number, value: string];
}

/** Panel is one chart of a dashboard: its title, and what it asks Prometheus. */
export interface Panel {
  title: string;
  queries: readonly string[];
}

/** targetsOf lists what the Prometheus at `url` scrapes. */
export async function targetsOf(url: string): Promise<Target[]> {
  const { activeTargets } = await ask<{
    activeTargets: { labels: { job: string }; health: string; lastError: string }[];
  }>(`${url}/api/v1/targets`);
  return activeTargets.map(({ labels, health, lastError }) => ({ job: labels.job, health, lastError }));
}

/** sum adds up what a query answers; undefined when it finds no series at all. */
export async function sum(url: string, query: string): Promise<number | undefined> {
  const { result } = await ask<{ result: Sample[] }>(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  return result.length === 0 ? undefined : result.reduce((total, { value }) => total + Number(value[1]), 0);
}

/** metricNames are all that the parts describe to the Prometheus at `url`, also where there is no series yet. */
export async function metricNames(url: string): Promise<ReadonlySet<string>> {
  return new Set(Object.keys(await ask<object>(`${url}/api/v1/metadata`)));
}

/** dashboardPanels are the charts of deploy/grafana. `$__rate_interval` is a minute, every variable matches all. */
export async function dashboardPanels(): Promise<Panel[]> {
  const files = (await readdir(dashboards)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(files.map((name) => readFile(join(dashboards, name), 'utf8')));
  return texts.flatMap((text) => {
    const { panels } = JSON.parse(text) as { panels: { title: string; targets?: { expr: string }[] }[] };
    return panels.map(({ title, targets = [] }) => ({ title, queries: targets.map(({ expr }) => filledIn(expr)) }));
  });
}

const filledIn = (expr: string): string => expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$\w+/g, '.*');

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { data: T }).data;
}
