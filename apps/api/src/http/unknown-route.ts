import { allEndpoints } from '@slipway/contracts';
import { SlipwayError } from '@slipway/core';
import { apiPrefix } from './operation.js';

const patterns = allEndpoints.map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${apiPrefix}${path.replace(/\{\w+\}/g, '[^/]+').replace('*', '.+')}$`),
}));

/** allowedMethods lists the methods that the contract has for a path; none means that there is no such path. */
function allowedMethods(path: string): string[] {
  const methods = new Set<string>(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

/** MethodNotAllowed names the methods that the path does have, for the header `Allow`. */
export class MethodNotAllowed extends SlipwayError {
  constructor(readonly allow: readonly string[]) {
    super('method_not_allowed', `This address takes ${allow.join(', ')}.`);
  }
}

/** unknownRoute is the refusal for a request that no handler takes. */
export function unknownRoute(url: string): SlipwayError {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  const allow = allowedMethods(path);
  return allow.length > 0
    ? new MethodNotAllowed(allow)
    : new SlipwayError('not_found', 'There is nothing at this address.');
}
