import type { Variant } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { formatWeight } from '../../../lib/format.js';
import styles from './weight-bar.module.css';

/** WeightBar shows how traffic is split: one piece a variant, as wide as its weight. */
export function WeightBar({
  variants,
}: {
  variants: readonly Pick<Variant, 'role' | 'version' | 'weightBp'>[];
}): ReactNode {
  const words = variants.map(({ version, weightBp }) => `v${version} ${formatWeight(weightBp)}`).join(' · ');
  return (
    <span className={styles.split}>
      <span className={styles.bar} aria-hidden>
        {variants.map(({ role, version, weightBp }) => (
          <span key={role + version} data-role={role} style={{ width: `${weightBp / 100}%` }} />
        ))}
      </span>
      {words}
    </span>
  );
}

/** SeenWeight sets the share of requests that a variant really got beside the share it should get. */
export function SeenWeight({
  role,
  wanted,
  seen,
}: {
  role: Variant['role'];
  wanted: number;
  seen: number | null;
}): ReactNode {
  return (
    <span className={styles.bar} aria-hidden>
      <span data-role={role} style={{ width: `${(seen ?? 0) * 100}%` }} />
      <i style={{ left: `${wanted * 100}%` }} />
    </span>
  );
}
