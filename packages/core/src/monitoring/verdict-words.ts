import { numericCells, type Profile } from '@slipway/stats';

/** rowsText is how many rows a verdict rests on. */
export const rowsText = (rows: number): string => `${rows.toLocaleString('en')} rows`;

/** short writes a share as .05. */
export const short = (value: number): string =>
  value.toFixed(3).replace(/^0\./, '.').replace(/0+$/, '').replace(/\.$/, '0') || '0';

/** missingShare is the share of values that were null; null of no values. */
export function missingShare(profile: Profile, counts: readonly number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const nullAt = profile.kind === 'numeric' ? numericCells(profile).length : counts.length - 1;
  return (counts[nullAt] ?? 0) / total;
}

/** percentText writes a share as 4.5 %, and less than one in a million as 0 %. */
export const percentText = (share: number): string => `${share < 1e-6 ? 0 : Number((100 * share).toPrecision(2))} %`;
