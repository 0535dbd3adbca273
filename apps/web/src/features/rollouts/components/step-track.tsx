import type { Rollout } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { ToneIcon } from '../../../components/ui/status.js';
import { formatMs, formatWeight } from '../../../lib/format.js';
import { useNow } from '../../../lib/now.js';
import { trackOf } from '../prepare/step-track.js';
import styles from './step-track.module.css';

const icons = { done: 'good', now: 'info', stopped: 'warn', ahead: null } as const;

/** StepTrack shows the shares that a rollout passes through, where it is, and how long that step lasts at least. */
export function StepTrack({ rollout }: { rollout: Rollout }): ReactNode {
  const now = useNow(1000);
  return (
    <ol className={styles.track} aria-label="Steps">
      {trackOf(rollout, now).map(({ weightBp, label, state, holdMs, leftMs }, index) => (
        <li key={index} data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
          <b>
            {icons[state] !== null && <ToneIcon tone={icons[state]} size={14} live={state === 'now'} />}
            {label ?? formatWeight(weightBp)}
          </b>
          <small>
            {state === 'now' && leftMs > 0
              ? `${formatMs(Math.max(1000, leftMs))} left`
              : state === 'stopped'
                ? 'stopped here'
                : holdMs === 0
                  ? 'no wait'
                  : `at least ${formatMs(holdMs)}`}
          </small>
        </li>
      ))}
    </ol>
  );
}
