import type { Home } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ToneIcon } from '../../../components/ui/status.js';
import { TimeAgo } from '../../../components/ui/time-ago.js';
import styles from './needs-you-list.module.css';

/** NeedsYouList is what waits for a person, worst first; each line opens its evidence. */
export function NeedsYouList({ items }: { items: Home['needsYou'] }): ReactNode {
  return (
    <ul className={styles.list}>
      {items.map(({ severity, sentence, path, at }) => (
        <li key={path + sentence}>
          <ToneIcon tone={severity} />
          <Link to={path}>{sentence}</Link>
          <Text size="xs" c="dimmed" component="span">
            <TimeAgo at={at} />
          </Text>
        </li>
      ))}
    </ul>
  );
}
