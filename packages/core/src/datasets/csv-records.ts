import { unreadable } from './unreadable.js';

const MAX_RECORD = 4_000_000;
const QUOTE = 34;
const LF = 10;
const CR = 13;

/** CsvRecord is one line of a table: the number of the line on which it starts, from 1, and its fields. */
export interface CsvRecord {
  line: number;
  fields: string[];
}

/**
 * CsvRecords cuts CSV text into records (RFC 4180, any line end), in pieces as they come; empty lines are left out. A quote inside an
 * unquoted field is an ordinary character. What cannot be read is `dataset_invalid` with its line and column.
 */
export class CsvRecords {
  private text = '';
  private line = 1;
  private at = 0;

  constructor(private readonly delimiter: string) {}

  /** push takes the next piece and returns the records that are whole; `last` says that nothing follows. */
  push(piece: string, last = false): CsvRecord[] {
    this.text = this.text.slice(this.at) + piece;
    this.at = 0;
    const records: CsvRecord[] = [];
    while (this.at < this.text.length) {
      const fields = this.record(last);
      if (fields === null) break;
      if (fields.values.length > 1 || fields.values[0] !== '') records.push({ line: this.line, fields: fields.values });
      this.line += fields.lines;
    }
    if (this.text.length - this.at > MAX_RECORD)
      throw unreadable(`the record is longer than ${MAX_RECORD / 1e6} million characters`, this.line);
    return records;
  }

  /** Reads the record at `at` and moves behind it; null when its end has not come yet. */
  private record(last: boolean): { values: string[]; lines: number } | null {
    const { text } = this;
    const values: string[] = [];
    let from = this.at;
    let lines = 1;
    for (;;) {
      const quoted = text.charCodeAt(from) === QUOTE;
      const end = quoted ? this.closingQuote(from, last, values.length, lines) : this.plainEnd(from);
      if (end === -1) return null;
      const raw = quoted ? text.slice(from + 1, end) : text.slice(from, end);
      if (quoted) lines += linesIn(raw);
      values.push(quoted && raw.includes('""') ? raw.replaceAll('""', '"') : raw);
      const next = quoted ? end + 1 : end;
      // Whether a line end is one character or two is known only with the next one.
      if (!last && next + 1 >= text.length) return null;
      if (text[next] === this.delimiter) {
        from = next + 1;
        continue;
      }
      const code = text.charCodeAt(next);
      if (next < text.length && code !== LF && code !== CR)
        throw unreadable(
          `there is text behind the closing quote: ${JSON.stringify(text.slice(next, next + 20))}`,
          this.line + lines - 1,
          values.length,
        );
      this.at = next + (code === CR && text.charCodeAt(next + 1) === LF ? 2 : 1);
      return { values, lines };
    }
  }

  private plainEnd(from: number): number {
    const { text } = this;
    const delimiter = this.delimiter.charCodeAt(0);
    let end = from;
    for (; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code === delimiter || code === LF || code === CR) break;
    }
    return end;
  }

  private closingQuote(from: number, last: boolean, column: number, lines: number): number {
    const { text } = this;
    let end = text.indexOf('"', from + 1);
    while (end !== -1 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf('"', end + 2);
    if (end !== -1) return end;
    if (last || text.length - this.at > MAX_RECORD)
      throw unreadable('a quote is opened here and never closed', this.line + lines - 1, column + 1);
    return -1;
  }
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
