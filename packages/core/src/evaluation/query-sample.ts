import type { ColumnBatch } from '../datasets/index.js';
import { columnOf, type Sample } from './row-sample.js';

const MOST_ROWS = 5_000;

interface KeptQuery {
  lot: number;
  rows: number;
  columns: Map<string, unknown[]>;
}

/**
 * QuerySample keeps whole queries of a ranking, as rows torn out of one rank nothing: each query draws a lot when it is first seen, and those with the
 * smallest lots stay as long as their rows are 5,000 or fewer (a larger single one stays all the same). Each query has the same chance.
 */
export class QuerySample implements Sample {
  private readonly kept = new Map<string, KeptQuery>();
  private readonly left = new Set<string>();
  private rows = 0;
  private largestLot = 1;

  constructor(
    private readonly query: string,
    private readonly random: () => number,
  ) {}

  show({ rows, columns }: ColumnBatch): void {
    const names = columns.get(this.query) ?? [];
    for (let row = 0; row < rows; row += 1) {
      const kept = this.queryOf(String(names[row]));
      if (kept === null) continue;
      for (const [name, values] of columns) columnOf(kept.columns, name).push(values[row]);
      kept.rows += 1;
      this.rows += 1;
      if (this.rows > MOST_ROWS) this.leaveLargestLot();
    }
  }

  taken(): ColumnBatch {
    const queries = [...this.kept.values()];
    const names = queries[0]?.columns.keys() ?? [];
    return {
      rows: this.rows,
      columns: new Map([...names].map((name) => [name, queries.flatMap(({ columns }) => columns.get(name) ?? [])])),
    };
  }

  private queryOf(name: string): KeptQuery | null {
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    if (this.left.has(name)) return null;
    const lot = this.random();
    if (lot >= this.largestLot) {
      this.left.add(name);
      return null;
    }
    const made = { lot, rows: 0, columns: new Map<string, unknown[]>() };
    this.kept.set(name, made);
    return made;
  }

  /** What has left never comes back, nor does any query with a larger lot: so of each one that stays all rows are there. */
  private leaveLargestLot(): void {
    if (this.kept.size === 1) return;
    const [name, { lot, rows }] = [...this.kept].reduce((most, one) => (one[1].lot > most[1].lot ? one : most));
    this.kept.delete(name);
    this.left.add(name);
    this.rows -= rows;
    this.largestLot = lot;
  }
}
