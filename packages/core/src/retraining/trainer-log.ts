import { storableText } from '../kernel/storable-text.js';

const LOG_CHARACTERS = 65_536;
const LINE_CHARACTERS = 2_000;

/** TrainerLog keeps the last 64 KiB of what a trainer prints, and its last words. */
export class TrainerLog {
  text = '';
  private errors = '';

  /** take adds what was printed, as far as a database takes it. */
  take(printed: string, isError: boolean): void {
    const text = storableText(printed);
    this.text = (this.text + text).slice(-LOG_CHARACTERS);
    if (isError) this.errors = (this.errors + text).slice(-LINE_CHARACTERS);
  }

  /** lastWords is the last line of standard error, else of all that was printed. */
  get lastWords(): string {
    return lastLine(this.errors) || lastLine(this.text) || 'it printed nothing';
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
