import type { Evaluation } from '@slipway/contracts';
import type { Tone } from '../../../components/ui/tone.js';
import { countOf, formatNumber } from '../../../lib/format.js';

/** evaluationVerdict answers: does it pass, and where does it fail? */
export function evaluationVerdict(evaluation: Evaluation): { tone: Tone; sentence: string } {
  const { state, error, dataset, datasetVersion, rows, gates, verdict } = evaluation;
  const on = `${dataset} v${datasetVersion}${rows === null ? '' : ` (n ${formatNumber(rows)})`}`;
  if (state === 'failed')
    return { tone: 'bad', sentence: `Could not be measured on ${on}: ${error ?? 'no reason was recorded'}` };
  if (state === 'cancelled') return { tone: 'unknown', sentence: `Cancelled before it was measured on ${on}.` };
  if (state !== 'done')
    return { tone: 'info', sentence: `${state === 'running' ? 'Being measured' : 'Waits to be measured'} on ${on}.` };
  if (verdict === 'not_gated' || gates.length === 0)
    return { tone: 'info', sentence: `Measured on ${on}, without gates.` };
  const passed = gates.filter(({ outcome }) => outcome === 'passed').length;
  const failing = gates
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ metric, compare, slice, outcome }) => {
      const against = compare === 'value' ? '' : ' against the champion';
      const named = slice === undefined ? `${metric}${against}` : `${metric} in ${slice.value}`;
      return outcome === 'failed' ? `${named} fails` : `${named} was not measured`;
    });
  const rest = failing.length === 0 ? '' : `; ${failing.join(', ')}`;
  return {
    tone: verdict === 'passed' ? 'good' : 'bad',
    sentence: `Passes ${passed} of ${countOf(gates.length, 'gate')} on ${on}${rest}.`,
  };
}
