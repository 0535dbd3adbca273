import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ToneIcon } from './status.js';
import styles from './stat.module.css';
import type { Tone } from './tone.js';

/** StatProps: a number never stands naked, so `note` holds its window, n or interval. */
export interface StatProps {
  label: string;
  value: ReactNode;
  unit?: string;
  note?: ReactNode;
  tone?: Tone;
  to?: string;
}

/** Stat is one tile: label, number with unit, and what it was measured on. */
export function Stat({ label, value, unit, note, tone, to }: StatProps): ReactNode {
  return (
    <Paper withBorder className={styles.tile}>
      <Text size="xs" c="dimmed">
        {to === undefined ? label : <Link to={to}>{label}</Link>}
      </Text>
      <div className={styles.value}>
        {tone !== undefined && <ToneIcon tone={tone} />}
        <span>{value}</span>
        {unit !== undefined && <small>{unit}</small>}
      </div>
      {note !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          {note}
        </Text>
      )}
    </Paper>
  );
}

/** Stats lays tiles side by side, as many as fit. */
export function Stats({ children }: { children: ReactNode }): ReactNode {
  return <div className={styles.tiles}>{children}</div>;
}
