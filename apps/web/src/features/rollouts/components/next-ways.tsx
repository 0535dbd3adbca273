import type { Rollout } from '@slipway/contracts';
import { Title, VisuallyHidden } from '@mantine/core';
import { IconCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Columns, Section } from '../../../components/layout/section.js';
import { ToneIcon } from '../../../components/ui/status.js';
import { useNow } from '../../../lib/now.js';
import { nextLookWords, whatNext, type Way } from '../prepare/what-next.js';
import styles from './next-ways.module.css';

/** NextWays says what Slipway may decide next and what would make it do so, with the time of its next look. */
export function NextWays({ rollout }: { rollout: Rollout }): ReactNode {
  const now = useNow(1000);
  const ways = whatNext(rollout, now);
  if (rollout.endedAt !== null) return null;
  return (
    <Section title="What would change the decision" note={nextLookWords(rollout, now)}>
      {ways.length === 0 ? (
        'A person holds it: nothing changes until it is resumed, promoted or aborted.'
      ) : (
        <Columns min={260}>
          {ways.map((way) => (
            <Conditions key={way.title} way={way} />
          ))}
        </Columns>
      )}
    </Section>
  );
}

function Conditions({ way: { title, rule, needs } }: { way: Way }): ReactNode {
  return (
    <div className={styles.ways}>
      <Title order={3}>
        {title} <small>{rule === 'all' ? 'when all of this holds' : 'when any of this happens'}</small>
      </Title>
      <ul>
        {needs.map(({ text, met }) => (
          <li key={text}>
            {met ? (
              <ToneIcon tone={rule === 'all' ? 'good' : 'bad'} size={14} />
            ) : (
              <IconCircle size={14} color="var(--slip-unknown)" aria-hidden />
            )}
            <span>
              <VisuallyHidden>{met ? 'holds: ' : 'not now: '}</VisuallyHidden>
              {text}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
