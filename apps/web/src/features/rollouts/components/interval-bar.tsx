import type { MeasureEvidence } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { barPlaces } from '../prepare/candidate-words.js';
import styles from './interval-bar.module.css';

const percent = (place: number): string => `${place * 100}%`;

/** IntervalBar draws an interval on an axis that all rows share; the upright line is no change. */
export function IntervalBar({
  measure,
  span,
}: {
  measure: MeasureEvidence | null;
  span: readonly [number, number] | null;
}): ReactNode {
  const places = barPlaces(measure, span);
  if (places === null) return null;
  const { from, to, estimate, zero } = places;
  return (
    <span className={styles.axis} aria-hidden>
      <span className={styles.zero} style={{ left: percent(zero) }} />
      <span className={styles.interval} style={{ left: percent(from), width: percent(to - from) }} />
      <span className={styles.estimate} style={{ left: percent(estimate) }} />
    </span>
  );
}
