import type { ColumnChange, DatasetComparison } from '@slipway/contracts';
import { formatPercent } from '../../../lib/format.js';

/** schemaChanges tells in words which columns came, went, changed type or place; nothing when none did. */
export function schemaChanges({ schema }: Pick<DatasetComparison, 'schema'>): (readonly [string, string])[] {
  const { added, removed, retyped, reordered } = schema;
  const listed = (columns: readonly { name: string; type: string }[]): string =>
    columns.map(({ name, type }) => `${name} (${type})`).join(', ');
  return [
    ...(added.length > 0 ? [['Added', listed(added)] as const] : []),
    ...(removed.length > 0 ? [['Removed', listed(removed)] as const] : []),
    ...(retyped.length > 0
      ? [
          [
            'Changed type',
            retyped.map(({ name, before, after }) => `${name}: ${before} → ${after}`).join(', '),
          ] as const,
        ]
      : []),
    ...(reordered ? [['Order', 'the columns stand in another order'] as const] : []),
  ];
}

/** shiftWords says how far two distributions are apart, and how sure that is: `0.31 ± 0.06 (KS)`; a total variation may only be higher. */
export function shiftWords({
  shift,
  shiftBy,
  shiftError,
}: Pick<ColumnChange, 'shift' | 'shiftBy' | 'shiftError'>): string {
  if (shift === null) return 'not comparable';
  const value = shift.toFixed(3);
  if (shiftBy === 'kolmogorov_smirnov') return `${value} ± ${shiftError.toFixed(2)} (KS)`;
  return shiftError === 0 ? `${value} (total variation)` : `at least ${value} (total variation)`;
}

/** missingChange is the share of missing values before and after, or one of them where it stayed. */
export function missingChange(
  { before, after }: Pick<ColumnChange, 'before' | 'after'>,
  rowsBefore: number,
  rowsAfter: number,
): string {
  const [from, to] = [formatPercent(before.missing / rowsBefore), formatPercent(after.missing / rowsAfter)];
  return from === to ? to : `${from} → ${to}`;
}
