import { Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './section.module.css';

/** SectionProps: `note` says window, n or dataset of what is shown; `flush` lets a table reach the edges. */
export interface SectionProps {
  title?: string;
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}

/** Section is one panel of a page. */
export function Section({ title, note, actions, flush = false, children }: SectionProps): ReactNode {
  return (
    <Paper withBorder component="section" className={styles.section} aria-label={title}>
      {(title !== undefined || actions !== undefined) && (
        <Group justify="space-between" className={styles.head} gap="xs">
          <Group gap="xs" align="baseline">
            {title !== undefined && <Title order={2}>{title}</Title>}
            {note !== undefined && (
              <Text size="xs" c="dimmed" component="div">
                {note}
              </Text>
            )}
          </Group>
          {actions}
        </Group>
      )}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </Paper>
  );
}

/** Columns lays panels side by side where they fit, below each other where they do not. */
export function Columns({ children, min = 360 }: { children: ReactNode; min?: number }): ReactNode {
  return (
    <div
      className={styles.columns}
      style={{ gridTemplateColumns: `repeat(auto-fit, minmax(min(100%, ${min}px), 1fr))` }}
    >
      {children}
    </div>
  );
}

/** Facts is a list of names with their values; a null value is left out. */
export function Facts({ items }: { items: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className={styles.facts}>
      {items
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
