import type { RowSlice } from '@slipway/contracts';

/** sliceText names the rows of a slice. */
export function sliceText({ feature, value, values = value === undefined ? [] : [value], from, to }: RowSlice): string {
  if (values.length > 0) return `${feature} = ${values.join(' or ')}`;
  if (from === undefined) return `${feature} below ${to}`;
  return to === undefined ? `${feature} from ${from}` : `${feature} from ${from} to below ${to}`;
}
