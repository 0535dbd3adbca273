import { accessEndpoints, type Me, type Scope } from '@slipway/contracts';
import { useCall, type Read } from './queries.js';

/** useSession asks who is signed in; an error with status 401 means nobody. */
export const useSession = (): Read<Me> => useCall(accessEndpoints.getMe, {});

/** useDenied says why the signed-in caller may not do what needs this scope, or null when they may: an act's `disabled`. */
export function useDenied(scope: Scope): string | null {
  const { data } = useSession();
  if (data === undefined || data.scopes.includes(scope) || data.scopes.includes('admin')) return null;
  return `Needs the scope ${scope}; ${data.name} has ${data.scopes.join(', ')}. An administrator can grant it.`;
}
