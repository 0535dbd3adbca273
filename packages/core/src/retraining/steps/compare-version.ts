import type { ChampionComparison, Evaluation } from '@slipway/contracts';
import { rolloutRefused } from './roll-out.js';
import { resultOf, type Step } from './step.js';

/** compareVersion holds the new version against its model's gates and the champion; a version that fails its gates goes no further. */
export const compareVersion: Step = async (context) => {
  const { deps, job, row, results } = context;
  const { version } = resultOf(results, 'register');
  const call = { params: { name: row.model, version } };
  const check = await deps.gates.checkGates(job.actor, call);
  const id = results.evaluate?.evaluationId;
  const evaluation = id === undefined ? null : await deps.evaluation.getEvaluation(job.actor, { params: { id } });
  const compared = evaluation === null ? '' : ` ${championSentence(evaluation)}`;
  if (check.state === 'no_policy' || !check.policy?.rollouts) {
    const why = `No gates are asked of rollouts.${compared}`.trim();
    return evaluation === null ? { act: 'skip', why } : { act: 'done', why };
  }
  const why = `${check.why}${compared}`;
  if (check.state === 'passed') return { act: 'done', why };
  const code = 'gate_refused';
  return { act: 'stop', code, why, also: (tx) => rolloutRefused(tx, context, code, check.why) };
};

/** championSentence says how a version compares with the champion on the same rows, metric by metric. */
function championSentence({ champion }: Pick<Evaluation, 'champion'>): string {
  if (champion === null) return 'There is no champion to compare with.';
  const parts = champion.comparisons.map(
    ({ metric, challenger, champion: held, verdict }) =>
      `${metric} ${short(challenger)} against ${short(held)}, ${words[verdict]}`,
  );
  return `Beside v${champion.version}: ${parts.join('; ')}.`;
}

const words: Record<ChampionComparison['verdict'], string> = {
  better: 'better',
  worse: 'worse',
  equal: 'equal within 1 %',
  unclear: 'not clear either way',
};

const short = (value: number): string => String(Number(value.toPrecision(3)));
