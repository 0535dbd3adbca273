import { spawnSync } from 'node:child_process';

/** hasPromtool tells whether Prometheus' own tool is on the PATH; `npm test -- clients` brings it. */
export const hasPromtool = (): boolean => spawnSync('promtool', ['--version']).status === 0;

/** promtoolSays is what `promtool check metrics` finds wrong with a scrape; empty for nothing. */
export function promtoolSays(scrape: string): string {
  const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: scrape });
  const said = stderr.toString();
  return status === 0 ? said : said || `promtool ended with ${status}`;
}
