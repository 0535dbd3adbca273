/** StatsRange is how far back an endpoint's numbers reach. */
export interface StatsRange {
  value: string;
  label: string;
  minutes: number;
  /** How often to ask again. */
  everyMs: number;
}

/** statsRanges are the choices of the page; the address keeps the value. */
export const statsRanges: readonly StatsRange[] = [
  { value: '15m', label: '15 min', minutes: 15, everyMs: 2000 },
  { value: '1h', label: '1 h', minutes: 60, everyMs: 5000 },
  { value: '6h', label: '6 h', minutes: 360, everyMs: 15_000 },
  { value: '24h', label: '24 h', minutes: 1440, everyMs: 30_000 },
  { value: '7d', label: '7 d', minutes: 10_080, everyMs: 60_000 },
];

const fallback: StatsRange = { value: '15m', label: '15 min', minutes: 15, everyMs: 2000 };

/** rangeOf reads the address; an unknown value is 15 minutes. */
export const rangeOf = (value: string): StatsRange => statsRanges.find((range) => range.value === value) ?? fallback;
