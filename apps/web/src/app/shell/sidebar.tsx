import { overviewEndpoints } from '@slipway/contracts';
import { Badge, NavLink, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { useCall } from '../../lib/queries.js';
import { crumbsOf } from './crumbs.js';
import { navigation, type NavigationEntry } from './navigation.js';
import styles from './shell.module.css';

/** Sidebar lists all places by their part of the loop; counts stand only where a person must act. */
export function Sidebar({ onGo }: { onGo: () => void }): ReactNode {
  const home = useCall(overviewEndpoints.getHome, {});
  const { pathname } = useLocation();
  return (
    <nav aria-label="Places" className={styles.sidebar}>
      {navigation.map(({ label, entries }) => (
        <div key={label ?? 'top'}>
          {label !== null && <Text className={styles.group}>{label}</Text>}
          {entries.map((entry) => (
            <NavLink
              key={entry.path}
              component={Link}
              to={entry.path}
              label={entry.label}
              leftSection={<entry.icon size={17} />}
              rightSection={<Count value={entry.count === undefined ? 0 : (home.data?.counts[entry.count] ?? 0)} />}
              active={isHere(entry, pathname)}
              aria-current={isHere(entry, pathname) ? 'page' : undefined}
              onClick={onGo}
              className={styles.place}
            />
          ))}
        </div>
      ))}
    </nav>
  );
}

function isHere({ path }: NavigationEntry, pathname: string): boolean {
  return crumbsOf(pathname)[0]?.path === path;
}

const Count = ({ value }: { value: number }): ReactNode =>
  value > 0 ? (
    <Badge color="bad" size="sm" circle={value < 10}>
      {value}
    </Badge>
  ) : null;
