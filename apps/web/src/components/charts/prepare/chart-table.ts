/** ChartTable is what a chart shows, as a table: one row a point. */
export interface ChartTable {
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}

const FORMULA = /^[=+\-@\t\r]/;

/** tableToCsv writes RFC 4180 text; a text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function tableToCsv({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n');
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
