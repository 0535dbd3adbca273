import type { LoggedEvent } from '@slipway/contracts';
import { pathOfSubject } from './paths.js';

/** EventWords is a logged event as a person says it: who, did what, to which thing, and where that is shown. */
export interface EventWords {
  actor: string;
  did: string;
  subject: string;
  path: string | null;
  why: string | null;
}

const RAW_ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** eventWords reads an event: `rollouts.rolled_back` by system on `flight-delay` is "Slipway: rolled back flight-delay". Raw ids are never shown. */
export function eventWords({ actor, kind, subjectKind, subjectName, endpoint, why }: LoggedEvent): EventWords {
  const did = (kind.split('.').at(-1) ?? kind).replaceAll(/[_-]/g, ' ');
  const named = RAW_ID.test(subjectName) ? `${subjectKind.replaceAll('_', ' ')}${endpoint === null ? '' : ` of ${endpoint}`}` : subjectName;
  return { actor: actor.kind === 'system' ? 'Slipway' : actor.name, did, subject: named, path: pathOfSubject(subjectKind, subjectName), why };
}
