import type { ReactNode } from 'react';
import { formatNumber } from '../../../lib/format.js';
import { evidenceWords } from '../prepare/evidence-pictures.js';
import { shareOfLimit } from '../prepare/share-of-limit.js';
import styles from './evidence-meter.module.css';

/** EvidenceMeter shows how far an e-value is on the way to its limit, on a logarithmic scale. */
export function EvidenceMeter({
  e,
  limit,
  color,
  meaning,
}: {
  e: number;
  limit: number;
  color: string;
  meaning: string;
}): ReactNode {
  return (
    <span className={styles.meter} title={`e-value ${formatNumber(e)}, ${meaning} ${formatNumber(limit)}`}>
      <span className={styles.bar} aria-hidden>
        <span style={{ width: `${shareOfLimit(e, limit) * 100}%`, background: color }} />
      </span>
      {evidenceWords(e)} of {formatNumber(limit)}
    </span>
  );
}
