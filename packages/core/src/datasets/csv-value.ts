const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MISSING = new Set(['', 'NA', 'N/A', 'null', 'NULL', 'None']);
const NOT_FINITE = new Map<string, number>([
  ['NaN', NaN],
  ['nan', NaN],
  ['NAN', NaN],
  ...['inf', 'Inf', 'INF', 'Infinity', 'infinity'].flatMap((word): [string, number][] => [
    [word, Infinity],
    [`+${word}`, Infinity],
    [`-${word}`, -Infinity],
  ]),
]);
const MOST_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, power) => 10 ** power);
const [ZERO, POINT, PLUS, MINUS] = [48, 46, 43, 45];

/** CsvValue is what a field of a CSV file says; nothing is null. */
export type CsvValue = string | number | null;

/** csvValue reads a field as a number where it is one in full, and as missing where it is empty or says so. */
export function csvValue(text: string): CsvValue {
  if (text.length > 30) return text;
  const first = text.charCodeAt(0);
  if (first <= 57 && first >= 43) return NUMBER.test(text) ? Number(text) : (NOT_FINITE.get(text) ?? text);
  return MISSING.has(text) ? null : (NOT_FINITE.get(text) ?? text);
}

/**
 * plainNumber reads the characters from `from` to before `end` as the number that `Number` makes of them, where they are a sign or none and
 * at most 15 digits with a point or none; NaN for all else. Digits and power of ten are exact then, so that their quotient is rounded
 * once (Clinger, 1990).
 */
export function plainNumber(text: string, from: number, end: number): number {
  const sign = text.charCodeAt(from);
  const isSigned = sign === MINUS || sign === PLUS;
  let value = 0;
  let digits = 0;
  let decimals = -1;
  for (let at = isSigned ? from + 1 : from; at < end; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits += 1;
    } else if (digit === POINT - ZERO && decimals === -1) decimals = end - 1 - at;
    else return NaN;
  }
  if (digits === 0 || digits > MOST_DIGITS) return NaN;
  if (decimals > 0) value /= POWERS_OF_TEN[decimals]!;
  return sign === MINUS ? -value : value;
}
