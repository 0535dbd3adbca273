import type { RequestMatch } from '@slipway/contracts';

/** OwnShare is a share of the candidate's that is not the config's: 10,000 basis points is always the candidate, 0 never. */
export interface OwnShare {
  candidateBp: number;
  /** Of several candidates the one that has it; the first when left out. */
  version?: number;
}

/** RoutedRule gives requests that match a share of their own. */
export interface RoutedRule extends OwnShare {
  match: RequestMatch;
}

/** Assignment is who is drawn by the weights of a config. */
export interface Assignment {
  /** The first that matches goes before everything else. */
  rules: RoutedRule[];
  /** Whose requests the weights share; null is everybody's. */
  audience: RequestMatch[] | null;
  /** The share of those outside the audience: what everybody had before. */
  restBp: number;
  /** Who had a larger share before keeps it; of several the largest. */
  floors: RoutedRule[];
}

/** Asking is what of a request its routing may look at. */
export interface Asking {
  key: string | null;
  /** A request header by its lower-case name. */
  header: (name: string) => string | undefined;
  /** Tells whether a feature's value is a wanted one in every row; asked only where something is routed by features. */
  everyRow: (feature: string, isWanted: (value: unknown) => boolean) => boolean;
}

/** Everybody is the assignment by weights alone. */
export const everybody: Assignment = { rules: [], audience: null, restBp: 0, floors: [] };

const keySets = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * ownShareOf is the share that one request has of its own: null where the config's weights hold, of which `weightBp` is the
 * candidate's. Only then is the request drawn by lot like its neighbours; what a rule or an earlier cohort decides is no evidence.
 */
export function ownShareOf(
  { rules, audience, restBp, floors }: Assignment,
  weightBp: number,
  asking: Asking,
): OwnShare | null {
  const rule = rules.find(({ match }) => isMatch(match, asking));
  if (rule !== undefined) return rule;
  const isShared = audience === null || audience.some((match) => isMatch(match, asking));
  const had = floors
    .filter(({ match }) => isMatch(match, asking))
    .reduce((most, { candidateBp }) => Math.max(most, candidateBp), restBp);
  return isShared && had <= weightBp ? null : { candidateBp: had };
}

function isMatch(match: RequestMatch, { key, header, everyRow }: Asking): boolean {
  if ('keys' in match) return key !== null && keysOf(match.keys).has(key);
  if ('feature' in match) return everyRow(match.feature, (value) => isWanted(match, value));
  const value = header(match.header);
  if (value === undefined) return false;
  return 'in' in match ? match.in.includes(value) : value.startsWith(match.prefix);
}

function isWanted(match: Extract<RequestMatch, { feature: string }>, value: unknown): boolean {
  if ('in' in match) return match.in.some((one) => one === value);
  const { min = -Infinity, max = Infinity } = match;
  return typeof value === 'number' && value >= min && value <= max;
}

/** A list of thousands of keys is turned into a set once, not at each request. */
function keysOf(keys: readonly string[]): ReadonlySet<string> {
  let set = keySets.get(keys);
  if (set === undefined) keySets.set(keys, (set = new Set(keys)));
  return set;
}
