const LONG_NUMBER = /(?<![\w.])-?\d+\.\d{4,}(e[+-]?\d+)?(?![\w.])/g;

/** sliceValue is the value of a slice as a table shows it: bounds of quartiles to four digits. */
export const sliceValue = (value: string): string =>
  value.replace(LONG_NUMBER, (number) => String(Number(Number(number).toPrecision(4))));
