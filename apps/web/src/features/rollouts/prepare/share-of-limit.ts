/** shareOfLimit is how far evidence has come from 1 (none) to its limit, on a logarithmic scale from 0 to 1. */
export const shareOfLimit = (e: number, limit: number): number =>
  e <= 1 ? 0 : Math.min(1, Math.log(e) / Math.log(limit));
