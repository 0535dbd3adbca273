/** Column is a heading and what stands below it for one item. */
export type Column<T> = readonly [heading: string, cell: (item: T) => unknown];

/** textTable lays items out in aligned columns; an absent value is a dash, and no items are one sentence. */
export function textTable<T>(items: readonly T[], columns: readonly Column<T>[]): string {
  if (items.length === 0) return 'Nothing there.';
  const lines = [
    columns.map(([heading]) => heading),
    ...items.map((item) => columns.map(([, cell]) => cellText(cell(item)))),
  ];
  const widths = columns.map((_column, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** textList lays the named values of one thing out, one a line. */
export function textList(values: Record<string, unknown>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return Object.entries(values)
    .map(([name, value]) => `${name.padEnd(width)}  ${cellText(value)}`)
    .join('\n');
}

/** numberText is a number, to five digits where it is no whole one. */
export const numberText = (value: number | null): string =>
  value === null ? '-' : String(Number(value.toPrecision(Number.isInteger(value) ? 15 : 5)));

function cellText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return Array.isArray(value) ? value.map(cellText).join(', ') || '-' : JSON.stringify(value);
}
