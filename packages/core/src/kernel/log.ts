import { storableText } from './storable-text.js';

/** Log writes one structured line; details never hold secrets. */
export interface Log {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}

/** jsonLog writes JSON lines with `level`, `msg`, `at` to `write`. */
export function jsonLog(part: string, write: (line: string) => void): Log {
  const line =
    (level: string) =>
    (msg: string, details: Record<string, unknown> = {}) =>
      write(`${JSON.stringify({ level, at: new Date().toISOString(), part, msg, ...details })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** errorText is the message of anything thrown, fit for a log and for the database. */
export const errorText = (error: unknown): string =>
  storableText(error instanceof Error ? error.message : String(error));
