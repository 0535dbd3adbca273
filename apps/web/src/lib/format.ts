const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NONE = '–';

const month = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const second = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', hourCycle: 'h23' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** formatNumber writes a number in full with thin grouping; at most `digits` decimals (3 when not told). */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** formatMetric writes a measured value with a fixed number of decimals (4 when not told), so that a column of them compares at a glance. */
export const formatMetric = (value: number | null | undefined, digits = 4): string =>
  value === null || value === undefined || !Number.isFinite(value) ? NONE : value.toFixed(digits);

/** formatCompact writes a count for a tile: 950, 12.4k, 3.1M. */
export function formatCompact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size < 1000) return formatNumber(value, size < 10 ? 2 : size < 100 ? 1 : 0);
  if (size < 1_000_000) return `${formatNumber(value / 1000, 1)}k`;
  return size < 1_000_000_000 ? `${formatNumber(value / 1_000_000, 1)}M` : `${formatNumber(value / 1_000_000_000, 1)}G`;
}

/** formatRate writes requests a second. */
export const formatRate = (perSecond: number): string => formatNumber(perSecond, perSecond < 10 ? 2 : 0);

/** formatPercent writes a share (0 to 1) as percent: 0.04 %, 1.2 %, 25 %; only a whole is "100 %", just below stays 99.9 %. */
export function formatPercent(share: number | null | undefined, digits?: number): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NONE;
  const percent = share * 100;
  const size = Math.abs(percent);
  if (size > 99 && size < 100) return `${formatNumber(Math.floor(percent * 10) / 10, 1)} %`;
  return `${formatNumber(percent, digits ?? (size === 0 || size >= 10 ? 0 : size >= 1 ? 1 : 2))} %`;
}

/** formatWeight writes basis points (0 to 10,000) as percent. */
export const formatWeight = (basisPoints: number | null | undefined): string =>
  formatPercent(basisPoints === null || basisPoints === undefined ? null : basisPoints / 10_000);

/** formatPValue writes a p-value: three decimals down to .001, then one significant digit such as 3e-9; 0 means below what a double holds. */
export function formatPValue(p: number | null | undefined): string {
  if (p === null || p === undefined || !Number.isFinite(p)) return NONE;
  if (p === 0) return '< 1e-300';
  if (p >= 0.001) return p.toFixed(3);
  return p.toExponential(0).replace('e+', 'e');
}

/** formatInterval writes an interval with its level: [.80, .91] 95 %. */
export function formatInterval(
  low: number | null | undefined,
  high: number | null | undefined,
  { digits = 3, level = 95 }: { digits?: number; level?: number } = {},
): string {
  if (low === null || low === undefined || high === null || high === undefined) return '';
  return `[${formatMetric(low, digits)}, ${formatMetric(high, digits)}] ${level} %`;
}

/** formatMs writes a duration in its largest two units: 0.8 ms, 850 ms, 4.2 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return NONE;
  if (ms < 10) return `${formatNumber(ms, 1)} ms`;
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < 10 * SECOND) return `${formatNumber(ms / SECOND, 1)} s`;
  const whole = Math.round(ms / SECOND) * SECOND;
  if (whole < MINUTE) return `${whole / SECOND} s`;
  if (whole < HOUR) return twoUnits(whole, MINUTE, 'min', SECOND, 's');
  return whole < DAY ? twoUnits(whole, HOUR, 'h', MINUTE, 'min') : twoUnits(whole, DAY, 'd', HOUR, 'h');
}

/** formatRunMs writes the time of one run of a model: 0.04 ms, 12 ms. */
export const formatRunMs = (ms: number | null): string =>
  ms === null ? NONE : `${formatNumber(ms, ms < 10 ? 2 : 0)} ms`;

function twoUnits(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)} ${bigName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`;
}

/** formatSpan is the duration between two times; an open end runs to `now` (milliseconds since 1970). */
export function formatSpan(from: string | null, to: string | null, now: number): string {
  return from === null ? NONE : formatMs((to === null ? now : Date.parse(to)) - Date.parse(from));
}

/** formatAgo writes a time as a person says it: "just now", "4 min ago", "in 3 h"; beyond 24 h the date. */
export function formatAgo(at: string | null | undefined, now: number): string {
  if (at === null || at === undefined) return 'never';
  const elapsed = now - Date.parse(at);
  const size = Math.abs(elapsed);
  if (size < 5 * SECOND) return 'just now';
  if (size >= DAY) return formatTime(at, now);
  const text =
    size < MINUTE
      ? `${Math.round(size / SECOND)} s`
      : size < HOUR
        ? `${Math.floor(size / MINUTE)} min`
        : `${Math.floor(size / HOUR)} h`;
  return elapsed > 0 ? `${text} ago` : `in ${text}`;
}

/** formatTime writes "12 May 14:02", with the year when it is not this one. */
export function formatTime(at: string | null | undefined, now: number): string {
  if (at === null || at === undefined) return NONE;
  const date = new Date(at);
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${month.format(date)}${year} ${clock.format(date)}`;
}

/** formatClock writes the time of day, "14:02". */
export const formatClock = (at: string | number | Date): string => clock.format(new Date(at));

/** formatMoment writes when something happened among other things, to the second: "12 May 14:02:31". */
export const formatMoment = (at: string): string => `${month.format(new Date(at))} ${second.format(new Date(at))}`;

/** formatExact writes date, time and zone in full. */
export const formatExact = (at: string): string => exact.format(new Date(at));

/** formatBytes writes a size in binary units: 418 B, 3.4 KiB, 12.1 MiB. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return NONE;
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${formatNumber(bytes / 1024 ** step, 1)} ${units[step - 1]}`;
}

/** formatDigest shortens a digest to `sha256:` and 12 digits. */
export const formatDigest = (digest: string | null | undefined): string =>
  digest?.slice(0, 'sha256:'.length + 12) ?? NONE;

/** formatPredictionId keeps the last 8 characters, as no raw id is shown. */
export const formatPredictionId = (id: string): string => `…${id.slice(-8)}`;

/** countOf writes a count with its noun: "1 model", "3 models". */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

/** middleCut shortens a long text in its middle, where names differ least. */
export function middleCut(text: string, length = 48): string {
  if (text.length <= length) return text;
  const half = Math.floor((length - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}
