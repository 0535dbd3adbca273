import type { BodyOf, endpointTable, VersionSchema } from '@slipway/contracts';
import { SlipwayError } from '../kernel/errors.js';

type Asked = Pick<BodyOf<(typeof endpointTable)['startEvaluation']>, 'task' | 'query' | 'separator'>;

/**
 * requireTask refuses with `schema_mismatch` a task that would not be measured: queries make a ranking, a separator several labels, else the version
 * decides. Lists as the target make several labels without a separator, which only the rows tell.
 */
export function requireTask({ task, query, separator }: Asked, schema: Pick<VersionSchema, 'task'>): void {
  if (task === undefined) return;
  const measured =
    query !== undefined
      ? 'ranking'
      : separator !== undefined || task === 'multilabel'
        ? 'multilabel'
        : schema.task === 'regression'
          ? 'regression'
          : 'classification';
  if (task === measured) return;
  const why =
    task === 'ranking'
      ? 'A ranking needs `query`: the column by which rows belong together.'
      : `This would be measured as ${measured}, not as ${task}.`;
  throw new SlipwayError('schema_mismatch', why, [{ path: 'task', message: `would be ${measured}` }]);
}
