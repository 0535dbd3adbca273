import { UsageError } from './usage-error.js';

/** namedTexts reads `name=value` pairs; throws a UsageError on anything else. */
export function namedTexts(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`Write name=value, not ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** namedNumbers reads `name=number` pairs; throws a UsageError on anything else. */
export function namedNumbers(pairs: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(namedTexts(pairs)).map(([name, text]) => {
      const value = Number(text);
      if (text === '' || !Number.isFinite(value)) throw new UsageError(`${name} is a number, not ${text}`);
      return [name, value];
    }),
  );
}
