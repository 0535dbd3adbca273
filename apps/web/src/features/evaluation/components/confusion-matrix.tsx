import type { Evaluation } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatNumber, formatPercent } from '../../../lib/format.js';
import { confusionCells } from '../prepare/curves.js';
import styles from './confusion-matrix.module.css';

/** ConfusionMatrix shows the four counts at the threshold, each as a share of its true class; one hue, darker is more. */
export function ConfusionMatrix({
  confusion,
  positive,
}: {
  confusion: NonNullable<Evaluation['confusion']>;
  positive: string | null;
}): ReactNode {
  const cells = confusionCells(confusion);
  return (
    <>
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">threshold {formatNumber(confusion.threshold)}</th>
            <th scope="col">predicted positive</th>
            <th scope="col">predicted negative</th>
          </tr>
        </thead>
        <tbody>
          {(['positive', 'negative'] as const).map((actual) => (
            <tr key={actual}>
              <th scope="row">truly {actual}</th>
              {cells
                .filter((cell) => cell.actual === actual)
                .map(({ predicted, count, shareOfActual }) => (
                  <td
                    key={predicted}
                    style={{
                      background: `color-mix(in srgb, var(--slip-stable) ${Math.round(shareOfActual * 30)}%, transparent)`,
                    }}
                  >
                    <b>{formatNumber(count)}</b>
                    <small>{formatPercent(shareOfActual)}</small>
                  </td>
                ))}
            </tr>
          ))}
        </tbody>
      </table>
      <Text size="xs" c="dimmed">
        Shares are of the true class.{positive !== null && ` Positive is “${positive}”.`}
      </Text>
    </>
  );
}
