import { UsageError } from './usage-error.js';

/** jsonOf reads JSON; throws a UsageError that names `where` the text stands. */
export function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${(error as Error).message}`);
  }
}

/** jsonLinesOf reads one JSON value a line, blank lines left out; throws a UsageError that names the line. */
export function jsonLinesOf(text: string, where: string): unknown[] {
  return text
    .split('\n')
    .map((line, index) => [line.trim(), `line ${index + 1} of ${where}`] as const)
    .filter(([line]) => line !== '')
    .map(([line, place]) => jsonOf(line, place));
}

/** jsonObjectOf reads a JSON object; throws a UsageError on anything else. */
export function jsonObjectOf(text: string, where: string): Record<string, unknown> {
  const value = jsonOf(text, where);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError(`${where} is no JSON object`);
}
