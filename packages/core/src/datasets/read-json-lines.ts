import { readText, type BytesRead } from './read-text.js';
import { unreadable } from './unreadable.js';

const MAX_LINE = 4_000_000;

/** JsonLine is one object of a JSONL file and the number of its line, from 1. */
export interface JsonLine {
  line: number;
  value: Record<string, unknown>;
}

/** readJsonLines streams the objects of a JSONL file; a line that is no JSON object is `dataset_invalid` with its number. */
export async function* readJsonLines(path: string, onBytes?: BytesRead): AsyncGenerator<JsonLine[]> {
  let rest = '';
  let line = 0;
  const parse = (texts: readonly string[]): JsonLine[] => {
    const lines: JsonLine[] = [];
    for (const text of texts) {
      line += 1;
      const value = objectOf(text, line);
      if (value !== null) lines.push({ line, value });
    }
    return lines;
  };
  for await (const piece of readText(path, onBytes)) {
    const texts = (rest + piece).split('\n');
    rest = texts.pop()!;
    if (rest.length > MAX_LINE)
      throw unreadable(`the line is longer than ${MAX_LINE / 1e6} million characters`, line + texts.length + 1);
    if (texts.length > 0) yield parse(texts);
  }
  yield parse([rest]);
}

/** Null for an empty line, which is known only where there is no JSON: few lines are looked at twice. */
function objectOf(text: string, line: number): Record<string, unknown> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (text.trim() === '') return null;
    throw unreadable(`this is not JSON: ${text.slice(0, 80)}`, line);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw unreadable(`this is JSON, but not an object: ${text.slice(0, 80)}`, line);
}
