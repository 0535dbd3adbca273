import { CsvRecords } from './csv-records.js';
import type { CsvValue } from './csv-value.js';
import { readText, type BytesRead } from './read-text.js';
import { unreadable } from './unreadable.js';

const MAX_COLUMNS = 5_000;
const MAX_HEADER = 1_000_000;
const BATCH = 5_000;

/** CsvBatch is up to 5,000 rows of a CSV file, column by column in the order of the file; a column that was not asked for is empty. */
export interface CsvBatch {
  columns: readonly string[];
  rows: number;
  values: readonly (readonly CsvValue[])[];
}

/** CsvOptions ask for some columns (all without) and for `limit` rows from row `from` on, counted from 0; `onBytes` hears what was read. */
export interface CsvOptions {
  names?: ReadonlySet<string>;
  from?: number;
  limit?: number;
  onBytes?: BytesRead;
}

/**
 * readCsv streams a CSV file with a header. The delimiter is the one of `,` `;` tab `|` that the header has most of. Columns without a
 * name, columns twice and rows that do not fit the header are `dataset_invalid` with their line and column.
 */
export async function* readCsv(path: string, options: CsvOptions = {}): AsyncGenerator<CsvBatch> {
  let table: CsvTable | null = null;
  for await (const piece of withWholeHeader(readText(path, options.onBytes))) {
    table ??= new CsvTable(new CsvRecords(delimiterOf(piece)), options);
    table.records.push(piece);
    yield* table.batches();
    if (table.isRead) return;
  }
  table?.records.push('', true);
  if (table !== null) yield* table.batches();
}

/** CsvTable takes the rows that are wanted out of the records. */
class CsvTable {
  private readonly from: number;
  private readonly to: number;
  private columns: readonly string[] | null = null;
  private wanted: readonly number[] = [];
  private seen = 0;

  constructor(
    readonly records: CsvRecords,
    private readonly options: CsvOptions,
  ) {
    this.from = options.from ?? 0;
    this.to = this.from + (options.limit ?? Infinity);
  }

  /** isRead says that all rows that are wanted were there. */
  get isRead(): boolean {
    return this.seen >= this.to;
  }

  *batches(): Generator<CsvBatch> {
    const { records } = this;
    if (this.columns === null && records.next()) this.takeHeader();
    for (let rows = BATCH; this.columns !== null && rows === BATCH;) {
      const values = this.columns.map((): CsvValue[] => []);
      for (rows = 0; rows < BATCH && !this.isRead && records.next();) rows += this.takeRow(values, this.columns);
      if (rows > 0) yield { columns: this.columns, rows, values };
    }
  }

  private takeHeader(): void {
    const { records, options } = this;
    const columns = header(
      records.line,
      Array.from({ length: records.fields }, (_, at) => records.field(at)),
    );
    this.wanted = [...columns.keys()].filter((at) => options.names?.has(columns[at]!) ?? true);
    this.columns = columns;
  }

  /** Returns 1 for a row that is wanted, 0 for one before. */
  private takeRow(values: readonly CsvValue[][], { length }: readonly string[]): number {
    const { records } = this;
    if (records.fields !== length) {
      const wrong = Math.min(records.fields, length) + 1;
      throw unreadable(`the row has ${records.fields} fields, the header has ${length}`, records.line, wrong);
    }
    this.seen += 1;
    if (this.seen <= this.from) return 0;
    for (const at of this.wanted) values[at]!.push(records.value(at));
    return 1;
  }
}

/** withWholeHeader joins the first pieces until the delimiter can be told. */
async function* withWholeHeader(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let head: string | null = '';
  for await (const piece of pieces) {
    if (head !== null) {
      head += piece;
      if (!/\S[^\r\n]*[\r\n]/.test(head) && head.length < MAX_HEADER) continue;
    }
    yield head ?? piece;
    head = null;
  }
  if (head !== null && head !== '') yield head;
}

function delimiterOf(head: string): string {
  const line = head
    .trimStart()
    .split(/[\r\n]/, 1)[0]!
    .replaceAll(/"[^"]*"/g, '');
  const counted = [',', ';', '\t', '|'].map((mark) => ({ mark, count: line.split(mark).length }));
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).mark;
}

function header(line: number, fields: readonly string[]): readonly string[] {
  if (fields.length > MAX_COLUMNS)
    throw unreadable(`there are ${fields.length} columns, at most ${MAX_COLUMNS} can be read`, line);
  const seen = new Map<string, number>();
  fields.forEach((name, index) => {
    if (name.trim() === '')
      throw unreadable('the column has no name (an index column? save the table without it)', line, index + 1);
    const earlier = seen.get(name);
    if (earlier !== undefined)
      throw unreadable(
        `the name ${JSON.stringify(name.slice(0, 100))} is there twice, first in column ${earlier + 1}`,
        line,
        index + 1,
      );
    seen.set(name, index);
  });
  return fields;
}
