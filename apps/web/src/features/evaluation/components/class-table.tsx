import type { Evaluation } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatMetric, formatNumber, formatPercent } from '../../../lib/format.js';
import styles from './confusion-matrix.module.css';

type Classes = NonNullable<Evaluation['classes']>;

const aucColumn: Column<Classes['rows'][number]> = {
  key: 'auc',
  header: 'AUC',
  align: 'right',
  cell: ({ auc }) => formatMetric(auc, 3),
  sortBy: ({ auc }) => auc ?? -Infinity,
};

const columns = (header: string, hasAuc: boolean): readonly Column<Classes['rows'][number]>[] => [
  { key: 'name', header, cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name },
  {
    key: 'n',
    header: 'n',
    align: 'right',
    cell: ({ support }) => formatNumber(support),
    sortBy: ({ support }) => support,
  },
  {
    key: 'precision',
    header: 'Precision',
    align: 'right',
    cell: (row) => formatMetric(row.precision, 3),
    sortBy: (row) => row.precision,
  },
  {
    key: 'recall',
    header: 'Recall',
    align: 'right',
    cell: (row) => formatMetric(row.recall, 3),
    sortBy: (row) => row.recall,
  },
  { key: 'f1', header: 'F1', align: 'right', cell: (row) => formatMetric(row.f1, 3), sortBy: (row) => row.f1 },
  ...(hasAuc ? [aucColumn] : []),
];

const averageColumns = (words: AverageWords): readonly Column<Classes['averages'][number]>[] => [
  { key: 'name', header: 'Average', cell: ({ name }) => <b>{words[name]}</b> },
  { key: 'precision', header: 'Precision', align: 'right', cell: ({ precision }) => formatMetric(precision, 3) },
  { key: 'recall', header: 'Recall', align: 'right', cell: ({ recall }) => formatMetric(recall, 3) },
  { key: 'f1', header: 'F1', align: 'right', cell: ({ f1 }) => formatMetric(f1, 3) },
];

type AverageWords = Record<Classes['averages'][number]['name'], string>;
const classAverages: AverageWords = {
  macro: 'macro: classes count alike',
  micro: 'micro: rows count alike',
  weighted: 'weighted by the rows of a class',
};
const labelAverages: AverageWords = {
  macro: 'macro: labels count alike',
  micro: 'micro: each label of each row counts alike',
  weighted: 'weighted by the rows that have a label',
};

const confusedColumns: readonly Column<Classes['confused'][number]>[] = [
  {
    key: 'pair',
    header: 'Taken for another',
    cell: ({ actual, predicted }) => (
      <>
        <b>{actual}</b> as {predicted}
      </>
    ),
  },
  { key: 'count', header: 'Rows', align: 'right', cell: ({ count }) => formatNumber(count) },
  { key: 'share', header: 'Of its class', align: 'right', cell: ({ share }) => formatPercent(share, 1) },
];

/** ClassTable shows each class, or label where a row has several, by itself and which are taken for which; rows of the matrix are the true class, darker is more of it. */
export function ClassTable({
  classes: { rows, averages, matrix, confused },
  areLabels,
}: {
  classes: Classes;
  areLabels: boolean;
}): ReactNode {
  const shown = rows.slice(0, matrix.length);
  const hasAuc = rows.some(({ auc }) => auc !== null);
  const title = areLabels ? 'Labels' : 'Classes';
  return (
    <Columns>
      <Section title={title} note={hasAuc ? 'AUC is of each class against all others' : undefined} flush>
        <DataTable
          label={title}
          columns={columns(areLabels ? 'Label' : 'Class', hasAuc)}
          rows={rows}
          rowKey={({ name }) => name}
        />
        <DataTable
          label="Averages"
          columns={averageColumns(areLabels ? labelAverages : classAverages)}
          rows={averages}
          rowKey={({ name }) => name}
        />
      </Section>
      {matrix.length > 0 && <Confusion names={shown} matrix={matrix} classes={rows.length} />}
      {confused.length > 0 && (
        <Section title="Confused classes" note="most often first" flush>
          <DataTable
            label="Confused classes"
            columns={confusedColumns}
            rows={confused}
            rowKey={({ actual, predicted }) => `${actual} ${predicted}`}
          />
        </Section>
      )}
    </Columns>
  );
}

function Confusion({
  names: shown,
  matrix,
  classes,
}: {
  names: Classes['rows'];
  matrix: Classes['matrix'];
  classes: number;
}): ReactNode {
  return (
    <Section
      title="Confusion"
      note={
        matrix.length < classes ? `the first ${matrix.length} of ${classes} classes` : 'shares are of the true class'
      }
    >
      <div style={{ overflowX: 'auto' }}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">true \ predicted</th>
              {shown.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, support }, i) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {matrix[i]!.map((count, j) => (
                  <td
                    key={shown[j]!.name}
                    style={{
                      background: `color-mix(in srgb, var(${i === j ? '--slip-stable' : '--slip-candidate'}) ${Math.round((count / Math.max(1, support)) * 40)}%, transparent)`,
                    }}
                  >
                    <b>{formatNumber(count)}</b>
                    <small>{formatPercent(count / Math.max(1, support))}</small>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
