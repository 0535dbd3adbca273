import type { BodyOf, endpointTable, EvaluationKind, VersionSchema } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';

type Asked = Pick<BodyOf<(typeof endpointTable)['startEvaluation']>, 'task' | 'query' | 'separator'>;

/**
 * requireTask refuses with `schema_mismatch` a task that would not be measured: queries make a ranking, a separator several labels, else the version
 * decides. Lists as the target make several labels without a separator, which only the rows tell: see requireMeasuredTask.
 */
export function requireTask({ task, query, separator }: Asked, schema: Pick<VersionSchema, 'task'>): void {
  if (task === undefined) return;
  const measured =
    query !== undefined
      ? 'ranking'
      : separator !== undefined
        ? 'multilabel'
        : schema.task === 'regression'
          ? 'regression'
          : 'classification';
  if (task === measured || (task === 'multilabel' && measured === 'classification')) return;
  const why =
    task === 'ranking'
      ? 'A ranking needs `query`: the column by which rows belong together.'
      : `This would be measured as ${measured}, not as ${task}.`;
  throw new SlipwayError('schema_mismatch', why, [{ path: 'task', message: `would be ${measured}` }]);
}

/** requireMeasuredTask refuses with `schema_mismatch` what the rows turned out to be, where another task was asked for. */
export function requireMeasuredTask(task: string | null, kind: EvaluationKind): void {
  const measured = kind === 'binary' || kind === 'multiclass' ? 'classification' : kind;
  if (task === null || task === measured) return;
  const why =
    task === 'multilabel'
      ? 'The target is no list: several labels in a text need `separator`.'
      : `The target makes this ${measured}, not ${task}.`;
  throw new SlipwayError('schema_mismatch', why, [{ path: 'task', message: `would be ${measured}` }]);
}
