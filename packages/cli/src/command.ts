import type { Client } from '@slipway/client';
import type { Job } from '@slipway/contracts';
import type { Settings } from './env.js';
import { textList, textTable, type Column } from './text-table.js';

/** Option is what a `--name` takes: a text, several texts (given again), or nothing. */
export interface Option {
  kind: 'text' | 'many' | 'flag';
  about: string;
}

/** Answer is what a command found: the value that `--json` prints, its text for people, and an exit code other than 0. */
export interface Answer {
  value: unknown;
  text: string;
  exitCode?: number;
}

/** Asked is a parsed command line with what a command needs to act on it. */
export interface Asked {
  settings: Settings;
  /** The positional argument of that name. */
  argument(name: string): string;
  option(name: string): string | undefined;
  /** Throws a UsageError when the option is not given. */
  required(name: string): string;
  many(name: string): readonly string[];
  flag(name: string): boolean;
  /** The client of the credentials at hand; throws NotSignedIn when there are none. */
  client(): Client;
  /** Says something to people on stderr while the command works. */
  note(text: string): void;
  readInput(): Promise<string>;
}

/** Command is one row of the table of commands. */
export interface Command {
  /** What is typed after `slipway`. */
  words: string;
  /** Names of the positional arguments; one in brackets may be left out. */
  arguments: readonly string[];
  about: string;
  options?: Readonly<Record<string, Option>>;
  run(asked: Asked): Promise<Answer>;
}

/** pageOptions are the options of every list. */
export const pageOptions = {
  limit: { kind: 'text', about: 'how many, at most 500 (default 50)' },
  cursor: { kind: 'text', about: 'go on after a page' },
} as const satisfies Record<string, Option>;

/** pageOf is the query that the options of a list ask for. */
export const pageOf = (asked: Asked) => ({
  limit: numberOrNone(asked.option('limit')),
  cursor: asked.option('cursor'),
});

/** listed answers with a page as a table. */
export function listed<T>(page: { items: T[]; nextCursor?: string | null }, columns: readonly Column<T>[]): Answer {
  const more = page.nextCursor == null ? '' : `\nMore: --cursor ${page.nextCursor}`;
  return { value: page, text: textTable(page.items, columns) + more };
}

/** shown answers with one thing and those of its values that people look for. */
export const shown = (value: unknown, values: Record<string, unknown>): Answer => ({ value, text: textList(values) });

/** waitFor watches a job to its end and notes each change of its progress. */
export async function waitFor(asked: Asked, job: Job): Promise<Job> {
  let said = '';
  const onProgress = ({ state, progress, message }: Job) => {
    const line = `${job.name}: ${state} ${Math.round(progress * 100)}%${message === null ? '' : ` ${message}`}`;
    if (line !== said) asked.note(line);
    said = line;
  };
  return asked.client().waitForJob(job.id, { onProgress, timeoutMs: 24 * 3_600_000 });
}

const numberOrNone = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
