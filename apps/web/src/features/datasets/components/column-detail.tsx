import type { ColumnProfile } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Columns, Facts } from '../../../components/layout/section.js';
import { formatNumber, formatPercent, middleCut } from '../../../lib/format.js';
import { aboutNumber, precisionOf } from '../prepare/column-words.js';

const SHOWN_QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** ColumnDetail is all that was measured of a column, with what is estimated and how well. */
export function ColumnDetail({ column, rows }: { column: ColumnProfile; rows: number }): ReactNode {
  const { missing, nan, infinite, distinct, distinctError, mean, std, lengths, quantiles, top } = column;
  const share = (count: number): string => `${formatNumber(count)} (${formatPercent(rows === 0 ? 0 : count / rows)})`;
  const precision = precisionOf(column);
  return (
    <>
      <Columns min={220}>
        <Facts
          items={[
            ['Missing', share(missing)],
            ['NaN', nan === 0 ? null : share(nan)],
            ['Infinite', infinite === 0 ? null : share(infinite)],
            ['Distinct', aboutNumber(distinct, distinctError)],
            ['Mean', mean === null ? null : formatNumber(mean)],
            ['Standard deviation', std === null ? null : formatNumber(std)],
            [
              'Length',
              lengths &&
                `${formatNumber(lengths.min)} to ${formatNumber(lengths.max)}, mean ${formatNumber(lengths.mean)}`,
            ],
          ]}
        />
        {quantiles.length > 0 && (
          <Facts
            items={quantiles
              .filter(({ q }) => SHOWN_QUANTILES.includes(q))
              .map(({ q, value }) => [`${Math.round(q * 100)} %`, formatNumber(value)] as const)}
          />
        )}
        <Facts
          items={top.map(
            ({ value, count }) => [middleCut(value === '' ? '(empty)' : value, 40), share(count)] as const,
          )}
        />
      </Columns>
      {precision !== null && (
        <Text size="xs" c="dimmed" mt="xs">
          {precision}
        </Text>
      )}
    </>
  );
}
