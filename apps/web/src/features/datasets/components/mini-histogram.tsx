import type { ColumnProfile } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { barsOf, barsSentence } from '../prepare/bars.js';

const WIDTH = 120;
const HEIGHT = 24;

/** MiniHistogram shows the shape of a column inside a table row. */
export function MiniHistogram({ column }: { column: ColumnProfile }): ReactNode {
  const bars = barsOf(column);
  if (bars.length === 0) return null;
  const step = WIDTH / bars.length;
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={barsSentence(bars)} style={{ display: 'block' }}>
      {bars.map(({ label, count, height }, index) => (
        <rect
          key={label}
          x={index * step}
          width={Math.max(1, step - 1)}
          y={HEIGHT * (1 - height)}
          height={HEIGHT * height}
          fill="var(--slip-reference)"
        >
          <title>{`${label}: ${count.toLocaleString('en-US')}`}</title>
        </rect>
      ))}
    </svg>
  );
}
