import type { Endpoint } from '@slipway/contracts';

/** urlOf fills an operation's path and query; every value is encoded, so a name can hold anything. Absent query values are left out. */
export function urlOf(root: string, endpoint: Endpoint, params: object = {}, query: object = {}): string {
  const given = params as Record<string, unknown>;
  const path = endpoint.path
    .replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(textOf(given[name])))
    .replace('*', () => textOf(given['*']).split('/').map(encodeURIComponent).join('/'));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) search.append(key, textOf(value));
  }
  return search.size === 0 ? root + path : `${root}${path}?${search.toString()}`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
