import type { LoggedEvent } from '@slipway/contracts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { formatMoment } from '../../lib/format.js';
import { eventWords } from '../../lib/event-words.js';
import styles from './event-list.module.css';
import { TimeAgo } from './time-ago.js';

/** EventList tells what happened, in the order of its events: when (its age, or `exactly` to the second), who, what, to which thing, and why. */
export function EventList({
  events,
  exactly = false,
}: {
  events: readonly LoggedEvent[];
  exactly?: boolean;
}): ReactNode {
  if (events.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing has happened yet.
      </Text>
    );
  return (
    <ol className={styles.events}>
      {events.map((event) => {
        const { actor, did, subject, path, why } = eventWords(event);
        return (
          <li key={event.seq}>
            <Text size="xs" c="dimmed" component="span" className={styles.when}>
              {exactly ? <time dateTime={event.at}>{formatMoment(event.at)}</time> : <TimeAgo at={event.at} />}
            </Text>
            <span>
              <b>{actor}</b> {did} {path === null ? <span>{subject}</span> : <Link to={path}>{subject}</Link>}
              {why !== null && (
                <Text size="xs" c="dimmed">
                  {why}
                </Text>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
