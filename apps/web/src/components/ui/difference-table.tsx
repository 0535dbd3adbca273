import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { middleCut } from '../../lib/format.js';
import styles from './data-table.module.css';

/** DifferenceRow is one line of a comparison: what each side has, null for nothing. */
export interface DifferenceRow {
  key: string;
  cells: readonly (string | null)[];
  /** Said after the cell of the same place, such as the change against the base or the dataset. */
  notes?: readonly (string | null)[];
}

/** isSame is whether every side has the same. */
export const isSame = ({ cells }: DifferenceRow): boolean => cells.every((cell) => cell === cells[0]);

/** DifferenceTable sets sides beside each other, the base first; equal rows fold into one line unless all are asked for. */
export function DifferenceTable({
  label,
  sides,
  rows,
  onlyDifferences,
}: {
  label: string;
  sides: readonly ReactNode[];
  rows: readonly DifferenceRow[];
  onlyDifferences: boolean;
}): ReactNode {
  const shown = onlyDifferences ? rows.filter((row) => !isSame(row)) : rows;
  const folded = rows.length - shown.length;
  return (
    <>
      {shown.length > 0 && (
        <div className={styles.scroll} role="group" aria-label={label} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{label}</th>
                {sides.map((side, index) => (
                  <th scope="col" key={index}>
                    {side}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.key}>
                  <th scope="row" style={{ whiteSpace: 'normal', overflowWrap: 'anywhere', minWidth: '9em' }}>
                    {middleCut(row.key, 60)}
                  </th>
                  {row.cells.map((cell, index) => (
                    <Cell key={index} text={cell} note={row.notes?.[index]} differs={cell !== row.cells[0]} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {(folded > 0 || rows.length === 0) && (
        <Text size="xs" c="dimmed" px="md" py="xs">
          {rows.length === 0 ? 'Nothing to compare.' : `${folded} equal`}
        </Text>
      )}
    </>
  );
}

function Cell({
  text,
  note,
  differs,
}: {
  text: string | null;
  note: string | null | undefined;
  differs: boolean;
}): ReactNode {
  return (
    <td style={{ fontWeight: differs ? 600 : 400, overflowWrap: 'anywhere', maxWidth: 420 }} title={text ?? undefined}>
      {text === null ? (
        <Text span size="sm" c="dimmed">
          none
        </Text>
      ) : (
        middleCut(text, 90)
      )}
      {note !== null && note !== undefined && (
        <Text span size="xs" c="dimmed" fw={400} ml={6}>
          {note}
        </Text>
      )}
    </td>
  );
}
