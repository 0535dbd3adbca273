const LONG_NUMBER = /(?<![\w.])-?\d+\.\d{4,}(e[+-]?\d+)?(?![\w.])/g;
const NUMBER = String.raw`-?\d[\d.]*(?:e[+-]?\d+)?`;
const RANGE = new RegExp(`^(?:< ${NUMBER}|>= ${NUMBER}|${NUMBER} to < ${NUMBER})$`);

/** sliceValue is the value of an evaluated slice as people read it: bounds of quartiles to four digits, or to whole numbers where those are longer. */
export const sliceValue = (value: string): string =>
  RANGE.test(value) ? value.replace(LONG_NUMBER, (number) => shortened(Number(number))) : value;

const shortened = (bound: number): string =>
  String(Math.abs(bound) < 1_000 ? Number(bound.toPrecision(4)) : Math.round(bound));

/** sliceName names an evaluated slice in a sentence: hub = ORD, distance < 300. */
export const sliceName = ({ column, value }: { column: string; value: string }): string =>
  `${column} ${RANGE.test(value) ? '' : '= '}${sliceValue(value)}`;
