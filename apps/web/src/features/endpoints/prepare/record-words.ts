import { formatNumber, middleCut } from '../../../lib/format.js';

/** recordWords writes the first fields of a record on one line, with how many more there are. */
export function recordWords(record: Readonly<Record<string, unknown>> | null, most = 3): string {
  if (record === null) return '–';
  const entries = Object.entries(record);
  const shown = entries.slice(0, most).map(([name, value]) => `${name} ${valueWords(value)}`);
  return entries.length > most ? `${shown.join(', ')} +${entries.length - most}` : shown.join(', ');
}

/** valueWords writes any value short enough for a cell; numbers by name (scores by class) as people read them. */
function valueWords(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return formatNumber(value, 4);
  if (areNumbers(value)) return `(${recordWords(value)})`;
  return middleCut(typeof value === 'object' ? JSON.stringify(value) : String(value as string | boolean), 32);
}

function areNumbers(value: unknown): value is Record<string, number> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord && Object.values(value).every((one) => typeof one === 'number');
}
