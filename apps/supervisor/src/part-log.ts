import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** PartLog is the log file of one part; lines worth a person's attention also go to the terminal. */
export interface PartLog {
  path: string;
  /** follow keeps every line of a child's output. Lines of `stderr`, and JSON lines of level warn or worse, are shown too. */
  follow(output: Readable, kind: 'stdout' | 'stderr'): void;
  /** lastShown is the newest line that was shown, for the reason why a part did not start. */
  lastShown(): string | undefined;
  close(): void;
}

/** PartLogOptions: `show` prints to the terminal; `maxBytes` is the size at which `x.log` becomes `x.log.1` (default 10 MB). */
export interface PartLogOptions {
  path: string;
  show(line: string): void;
  maxBytes?: number;
}

const PINO_WARN = 40;

/** openPartLog appends to `options.path`, readable by its owner only. */
export function openPartLog(options: PartLogOptions): PartLog {
  const maxBytes = options.maxBytes ?? 10_000_000;
  let fd = openSync(options.path, 'a', 0o600);
  let size = fstatSync(fd).size;
  let shown: string | undefined;
  let open = true;

  const write = (line: string): void => {
    if (!open) return;
    const bytes = Buffer.from(`${line}\n`);
    if (size > 0 && size + bytes.length > maxBytes) {
      closeSync(fd);
      renameSync(options.path, `${options.path}.1`);
      fd = openSync(options.path, 'a', 0o600);
      size = 0;
    }
    writeSync(fd, bytes);
    size += bytes.length;
  };

  return {
    path: options.path,
    follow: (output, kind) => {
      const lines = createInterface({ input: output, crlfDelay: Infinity });
      lines.on('line', (line) => {
        write(line);
        const text = kind === 'stderr' ? line : warningOf(line);
        if (text === undefined || text.trim() === '') return;
        shown = text;
        options.show(text);
      });
    },
    lastShown: () => shown,
    close: () => {
      if (!open) return;
      open = false;
      closeSync(fd);
    },
  };
}

/** warningOf is the message of a JSON log line of level warn or worse (a word, or pino's number), with its cause where it names one; else undefined. */
function warningOf(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  let entry: { level?: unknown; msg?: unknown; message?: unknown; error?: unknown };
  try {
    entry = JSON.parse(line) as typeof entry;
  } catch {
    return undefined;
  }
  const { level } = entry;
  const serious =
    typeof level === 'number' ? level >= PINO_WARN : level === 'warn' || level === 'error' || level === 'fatal';
  if (!serious) return undefined;
  const said = String(entry.msg ?? entry.message ?? line);
  return typeof entry.error === 'string' ? `${said}: ${entry.error}` : said;
}
