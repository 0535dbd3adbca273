import type { Incident, IncidentDetail } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { eventWords } from '../../../lib/event-words.js';
import { countOf, formatExact, formatPercent, formatSpan } from '../../../lib/format.js';

/** incidentLength says how long an incident lasted, or that it lasts. */
export const incidentLength = ({ startedAt, endedAt }: Incident, now: number): string =>
  `${formatSpan(startedAt, endedAt, now)}${endedAt === null ? ' so far' : ''}`;

/** effectWords say what callers felt; an em dash where nobody can tell. */
export function effectWords(effect: IncidentDetail['effect']): string {
  if (effect === null) return '–';
  const { requests, errors } = effect;
  if (requests === 0) return 'no request in this time';
  return `${errors.toLocaleString('en')} of ${countOf(requests, 'request')} failed (${formatPercent(errors / requests)})`;
}

/** incidentVerdict answers: is it over, who has it? */
export function incidentVerdict(incident: IncidentDetail, now: number): { tone: Tone; sentence: string } {
  const { state, alertList, alerts } = incident;
  const length = incidentLength(incident, now);
  const having = [...new Set(alertList.flatMap(({ acknowledgedBy }) => acknowledgedBy ?? []))].join(' and ');
  const many = countOf(alerts, 'alert');
  if (state === 'resolved') return { tone: 'good', sentence: `Over after ${length}: ${many}.` };
  if (state === 'acknowledged') return { tone: 'warn', sentence: `${having} has it: ${many}, ${length}.` };
  if (state === 'silenced')
    return { tone: 'unknown', sentence: `Nobody is told, as it is silenced: ${many}, ${length}.` };
  return { tone: 'bad', sentence: `Nobody has all of it yet: ${many}, ${length}.` };
}

/** notesOf are what people wrote, oldest first. */
export const notesOf = ({ events }: IncidentDetail): IncidentDetail['events'] =>
  events.filter(({ kind }) => kind === 'alerting.incident_noted');

/** postMortem is the incident as Markdown, to be finished by a person: facts, what happened in order, notes, and headings for what only people know. */
export function postMortem(incident: IncidentDetail, now: number): string {
  const { title, endpoint, startedAt, endedAt, effect, alertList, events, did } = incident;
  const line = (at: string, text: string): string => `- ${formatExact(at)}: ${oneLine(text)}`;
  const alerts = alertList.map(({ startedAt: at, title: what, summary }) => line(at, `${what}. ${summary}`));
  const happened = events.map((event) => {
    const { actor, did: act, subject, why } = eventWords(event);
    return line(event.at, `${actor} ${act} ${subject}${why === null ? '' : `: ${why}`}`);
  });
  return [
    `# ${oneLine(title)}`,
    '',
    `- Endpoint: ${endpoint ?? '–'}`,
    `- From: ${formatExact(startedAt)}`,
    `- To: ${endedAt === null ? 'it lasts' : formatExact(endedAt)} (${incidentLength(incident, now)})`,
    `- Callers: ${effectWords(effect)}`,
    `- Slipway did: ${did.length === 0 ? 'nothing' : did.map(oneLine).join(' ')}`,
    ...section('Alerts', alerts),
    ...section('What happened', happened),
    ...section('Why it happened', []),
    ...section('What we change', []),
    '',
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] => ['', `## ${title}`, '', ...lines];
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
