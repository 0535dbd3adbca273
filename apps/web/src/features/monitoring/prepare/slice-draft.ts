import type { RowSlice } from '@slipway/contracts';

/** SliceDraft is a slice while it is written: some values, or a range whose ends may be empty. */
export interface SliceDraft {
  feature: string | null;
  values: string[];
  from: number | string;
  to: number | string;
}

/** noSlice is the draft of all rows. */
export const noSlice: SliceDraft = { feature: null, values: [], from: '', to: '' };

/** sliceOf is the slice that a draft means; undefined for all rows, and as long as neither a value nor an end is given. */
export function sliceOf({ feature, values, from, to }: SliceDraft): RowSlice | undefined {
  if (feature === null) return undefined;
  if (values.length > 0) return { feature, values };
  const ends = { ...(from !== '' && { from: Number(from) }), ...(to !== '' && { to: Number(to) }) };
  return Object.keys(ends).length === 0 ? undefined : { feature, ...ends };
}
