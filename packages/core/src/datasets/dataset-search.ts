import { comparisonSql, type SqlValues } from '../kernel/filter-sql.js';
import type { Comparison, FilterGrammar } from '../kernel/filter.js';

const tag = { entity: 'tag', type: 'text' } as const;

/** datasetGrammar is what datasets may be searched by, in the words of MLflow's searches. */
export const datasetGrammar: FilterGrammar = {
  attribute: { entity: 'attribute', type: 'text', keys: { name: 'text' }, lists: ['name'] },
  tag,
  tags: tag,
};

/** datasetConditions are the clauses of a filter on `"Dataset"` as SQL with bound values. */
export const datasetConditions = (filter: readonly Comparison[], values: SqlValues): string[] =>
  filter.map((comparison) =>
    comparisonSql(
      comparison.entity === 'tag' ? `("tags"->>${values.bind(comparison.key)})` : '"name"',
      comparison,
      values,
    ),
  );
