import { Checkbox } from '@mantine/core';
import type { Column } from './data-table.js';

/** Selection is the chosen rows of a table by key, and how to change it. */
export interface Selection {
  chosen: readonly string[];
  toggle: (key: string) => void;
}

/** selectColumn is the column of check boxes with which rows are chosen to be compared. */
export const selectColumn = <Row,>(
  { chosen, toggle }: Selection,
  keyOf: (row: Row) => string,
  nameOf: (row: Row) => string,
): Column<Row> => ({
  key: 'select',
  header: 'Choose',
  hideHeader: true,
  control: true,
  width: 36,
  cell: (row) => (
    <Checkbox
      size="xs"
      style={{ position: 'relative', zIndex: 1 }}
      aria-label={`Choose ${nameOf(row)} to compare`}
      checked={chosen.includes(keyOf(row))}
      onChange={() => toggle(keyOf(row))}
    />
  ),
});
