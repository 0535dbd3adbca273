import type { Model, ModelVersion } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { countOf } from '../../../lib/format.js';
import type { VersionGates } from './gates.js';

/** championOf is the version that the alias `champion` points at, or null. */
export const championOf = ({ aliases }: Pick<Model, 'aliases'>): number | null =>
  aliases.find(({ alias }) => alias === 'champion')?.version ?? null;

/** Verdict is a page's answer in one sentence with its tone. */
export interface Verdict {
  tone: Tone;
  sentence: string;
}

/** modelVerdict says who is champion, which version is newest, and where the model serves. */
export function modelVerdict(model: Model, servedAt: readonly string[]): Verdict {
  if (model.latestVersion === null)
    return { tone: 'unknown', sentence: 'No version yet. Upload a model file to make the first.' };
  const champion = championOf(model);
  const who = champion === null ? 'No champion' : `v${champion} is champion`;
  const newest =
    champion === model.latestVersion ? 'it is the newest version' : `v${model.latestVersion} is the newest version`;
  const where = servedAt.length === 0 ? 'serves nowhere' : `serves at ${servedAt.join(', ')}`;
  return { tone: champion === null ? 'unknown' : 'good', sentence: `${who}; ${newest}; ${where}.` };
}

/** versionVerdict says what stands against shipping a version: load error, gates, or nothing. */
export function versionVerdict(
  version: ModelVersion,
  gates: Pick<VersionGates, 'passed' | 'total' | 'dataset'> | null,
  servedAt: readonly string[],
): Verdict {
  const where = servedAt.length === 0 ? 'Serves nowhere.' : `Serves at ${servedAt.join(', ')}.`;
  if (version.framework === 'opaque')
    return { tone: 'unknown', sentence: `Kept as files; Slipway cannot run it. ${where}` };
  if (version.framework === 'external')
    return { tone: 'info', sentence: `An endpoint of others, asked at ${version.source}. ${where}` };
  if (version.facts?.warmUpError) return { tone: 'bad', sentence: `Does not run: ${version.facts.warmUpError}` };
  if (gates === null) return { tone: 'unknown', sentence: `Not evaluated yet. ${where}` };
  if (gates.total === 0) return { tone: 'info', sentence: `Evaluated on ${gates.dataset}, without gates. ${where}` };
  const tone = gates.passed === gates.total ? 'good' : 'bad';
  return { tone, sentence: `Passes ${gates.passed} of ${countOf(gates.total, 'gate')} on ${gates.dataset}. ${where}` };
}
