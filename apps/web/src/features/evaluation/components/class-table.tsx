import type { Evaluation } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { DataTable, type Column } from '../../../components/ui/data-table.js';
import { formatMetric, formatNumber } from '../../../lib/format.js';
import styles from './confusion-matrix.module.css';

type Classes = NonNullable<Evaluation['classes']>;

const columns: readonly Column<Classes['rows'][number]>[] = [
  { key: 'name', header: 'Class', cell: ({ name }) => <b>{name}</b>, sortBy: ({ name }) => name },
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
];

/** ClassTable shows each class by itself and which are taken for which; rows of the matrix are the true class, darker is more of it. */
export function ClassTable({ classes: { rows, matrix } }: { classes: Classes }): ReactNode {
  const shown = rows.slice(0, matrix.length);
  return (
    <Columns>
      <Section title="Classes" flush>
        <DataTable label="Classes" columns={columns} rows={rows} rowKey={({ name }) => name} />
      </Section>
      <Section
        title="Confusion"
        note={
          matrix.length < rows.length ? `the first ${matrix.length} of ${rows.length} classes` : 'rows: the true class'
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
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </Columns>
  );
}
