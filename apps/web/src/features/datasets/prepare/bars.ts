import type { ColumnProfile } from '@slipway/contracts';

/** Bar is one bar of a small histogram: its label, its count, and its height as a share of the highest. */
export interface Bar {
  label: string;
  count: number;
  height: number;
}

/** barsOf draws a column in bars: numbers by their histogram, categories by their most frequent values; none for free text. */
export function barsOf({ histogram, top }: Pick<ColumnProfile, 'histogram' | 'top'>): Bar[] {
  const counted =
    histogram.length > 0
      ? histogram.map(({ from, to, count }) => ({ label: `${short(from)} to ${short(to)}`, count }))
      : top.map(({ value, count }) => ({ label: value, count }));
  const highest = Math.max(1, ...counted.map(({ count }) => count));
  return counted.map((bar) => ({ ...bar, height: bar.count / highest }));
}

const short = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 4 });

/** barsSentence tells the bars in words. */
export function barsSentence(bars: readonly Bar[]): string {
  const highest = bars.find(({ height }) => height === 1);
  return highest === undefined
    ? 'no values'
    : `${bars.length} bars, most in ${highest.label} (${highest.count.toLocaleString('en-US')} rows)`;
}
