import { SlipwayError } from '@slipway/core';

/** ContentRange says which part of a file a body is; `total` is null while the sender does not know it. */
export interface ContentRange {
  start: number;
  end: number;
  total: number | null;
}

const PART = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/;

/**
 * contentRange reads a `Content-Range` header (RFC 9110, 14.4): null without one, `asks` for `bytes *` + `/` + total, which sends nothing and asks
 * how much is here. One that contradicts itself is `invalid_request`.
 */
export function contentRange(header: string | undefined): ContentRange | 'asks' | null {
  if (header === undefined) return null;
  if (/^bytes \*\/\d{1,15}$/.test(header)) return 'asks';
  const [, from, to, of] = PART.exec(header) ?? [];
  const range = { start: Number(from), end: Number(to), total: of === '*' ? null : Number(of) };
  const isSound = from !== undefined && range.start <= range.end && (range.total === null || range.end < range.total);
  if (isSound) return range;
  throw new SlipwayError('invalid_request', 'Content-Range: write it as `bytes <first>-<last>/<size>`.', [
    { path: 'Content-Range', message: 'must be bytes <first>-<last>/<size> or bytes */<size>' },
  ]);
}
