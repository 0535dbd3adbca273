import type { ColumnBatch } from '../datasets/index.js';

const MOST_ROWS = 1_000;

/** Sample keeps some of the rows that it is shown. */
export interface Sample {
  show(batch: ColumnBatch): void;
  /** taken is what was kept, as a table. */
  taken(): ColumnBatch;
}

/** RowSample keeps up to 1,000 of the rows that it is shown, each with the same chance (Vitter's algorithm R, 1985). */
export class RowSample implements Sample {
  private readonly columns = new Map<string, unknown[]>();
  private shown = 0;

  constructor(private readonly random: () => number) {}

  show({ rows, columns }: ColumnBatch): void {
    for (let row = 0; row < rows; row += 1) {
      this.shown += 1;
      const place = this.shown <= MOST_ROWS ? this.shown - 1 : Math.floor(this.random() * this.shown);
      if (place < MOST_ROWS) for (const [name, values] of columns) columnOf(this.columns, name)[place] = values[row];
    }
  }

  taken(): ColumnBatch {
    return { rows: Math.min(this.shown, MOST_ROWS), columns: this.columns };
  }
}

/** columnOf is a column of a table that grows; a new one is empty. */
export function columnOf(columns: Map<string, unknown[]>, name: string): unknown[] {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const made: unknown[] = [];
  columns.set(name, made);
  return made;
}
