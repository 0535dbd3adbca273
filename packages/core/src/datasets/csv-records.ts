import { csvValue, plainNumber, type CsvValue } from './csv-value.js';
import { unreadable } from './unreadable.js';

const MAX_RECORD = 4_000_000;
const MOST_KNOWN = 4096;
/** A slice of 13 characters or more keeps its whole piece of the file in memory (V8's SlicedString); a shorter one is a copy. */
const LONGEST_KNOWN = 12;
const QUOTE = 34;
const LF = 10;
const CR = 13;

/**
 * CsvRecords cuts CSV text into records (RFC 4180, any line end), in pieces as they come; empty lines are left out. A quote inside an
 * unquoted field is an ordinary character. It stands on one record at a time, of which only the fields that are asked for are read. What
 * cannot be read is `dataset_invalid` with its line and column.
 */
export class CsvRecords {
  /** The line on which the record starts, from 1. */
  line = 1;
  /** How many fields the record has. */
  fields = 0;

  private text = '';
  private at = 0;
  private last = false;
  private nextLine = 1;
  /** Where each field of the record begins and ends in `text`, without its quotes, and whether quotes in it are doubled. */
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly doubled: boolean[] = [];
  private readonly known = new Map<string, CsvValue>();

  constructor(private readonly delimiter: string) {}

  /** push takes the next piece; `last` says that nothing follows. */
  push(piece: string, last = false): void {
    this.text = this.text.slice(this.at) + piece;
    this.at = 0;
    this.last = last;
  }

  /** next moves to the next record that is whole; false when there is none until more text comes. */
  next(): boolean {
    while (this.at < this.text.length) {
      const lines = this.record();
      if (lines === null) break;
      this.line = this.nextLine;
      this.nextLine += lines;
      if (this.fields > 1 || this.starts[0] !== this.ends[0]) return true;
    }
    if (this.text.length - this.at > MAX_RECORD)
      throw unreadable(`the record is longer than ${MAX_RECORD / 1e6} million characters`, this.nextLine);
    return false;
  }

  /** field is the text of a field of the record, counted from 0. */
  field(index: number): string {
    const raw = this.text.slice(this.starts[index], this.ends[index]);
    return this.doubled[index] ? raw.replaceAll('""', '"') : raw;
  }

  /** value is what a field says, as csvValue reads it. Equal short texts are one string, which costs a table of a million rows little memory. */
  value(index: number): CsvValue {
    const number = plainNumber(this.text, this.starts[index]!, this.ends[index]!);
    if (!Number.isNaN(number)) return number;
    const text = this.field(index);
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const value = csvValue(text);
    if (text.length <= LONGEST_KNOWN && this.known.size < MOST_KNOWN) this.known.set(text, value);
    return value;
  }

  /** Finds the fields of the record at `at` and moves behind it; returns its lines, or null when its end has not come yet. */
  private record(): number | null {
    const { text, last } = this;
    let from = this.at;
    let lines = 1;
    this.fields = 0;
    for (;;) {
      const quoted = text.charCodeAt(from) === QUOTE;
      const end = quoted ? this.closingQuote(from, lines) : this.plainEnd(from);
      if (end === -1) return null;
      if (quoted) lines += this.quotedField(from + 1, end);
      else this.addField(from, end, false);
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
          this.nextLine + lines - 1,
          this.fields,
        );
      this.at = next + (code === CR && text.charCodeAt(next + 1) === LF ? 2 : 1);
      return lines;
    }
  }

  private addField(start: number, end: number, doubled: boolean): void {
    this.starts[this.fields] = start;
    this.ends[this.fields] = end;
    this.doubled[this.fields] = doubled;
    this.fields += 1;
  }

  /** Returns how many line ends the field holds. */
  private quotedField(start: number, end: number): number {
    const raw = this.text.slice(start, end);
    this.addField(start, end, raw.includes('""'));
    return raw.split('\n').length - 1;
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

  private closingQuote(from: number, lines: number): number {
    const { text } = this;
    let end = text.indexOf('"', from + 1);
    while (end !== -1 && text.charCodeAt(end + 1) === QUOTE) end = text.indexOf('"', end + 2);
    if (end !== -1) return end;
    if (this.last || text.length - this.at > MAX_RECORD)
      throw unreadable('a quote is opened here and never closed', this.nextLine + lines - 1, this.fields + 1);
    return -1;
  }
}
