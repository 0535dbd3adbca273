import { accessEndpoints } from '@slipway/contracts';
import {
  ActionIcon,
  Breadcrumbs,
  Burger,
  Group,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { IconHelp, IconMoon, IconSearch, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { middleCut } from '../../lib/format.js';
import { paths } from '../../lib/paths.js';
import { useAct } from '../../lib/queries.js';
import { useSession } from '../../lib/session.js';
import { crumbsOf } from './crumbs.js';
import { JobsTray } from './jobs-tray.js';
import { LiveMark } from './live-mark.js';
import styles from './shell.module.css';

/** TopBarProps: what the bar's buttons open. */
export interface TopBarProps {
  drawerOpened: boolean;
  onToggleDrawer: () => void;
  onSearch: () => void;
  onHelp: () => void;
}

/** TopBar says where this is, finds anything, and shows whether the page is live. */
export function TopBar({ drawerOpened, onToggleDrawer, onSearch, onHelp }: TopBarProps): ReactNode {
  return (
    <Group h="100%" px="sm" gap="sm" wrap="nowrap" justify="space-between">
      <Group gap="sm" wrap="nowrap" className={styles.where}>
        <Burger
          opened={drawerOpened}
          onClick={onToggleDrawer}
          hiddenFrom="sm"
          size="sm"
          aria-label={drawerOpened ? 'Close the list of places' : 'Open the list of places'}
        />
        <Link to={paths.home} className={styles.brand} aria-label="Slipway, home">
          <img src="/slipway.svg" alt="" width={22} height={22} />
          <Text span fw={700} visibleFrom="sm">
            Slipway
          </Text>
        </Link>
        <Crumbs />
      </Group>
      <Group gap={6} wrap="nowrap">
        <UnstyledButton className={styles.search} onClick={onSearch} visibleFrom="sm">
          <IconSearch size={15} aria-hidden />
          <span>Search</span>
          <kbd>Ctrl K</kbd>
        </UnstyledButton>
        <LiveMark />
        <JobsTray />
        <SchemeSwitch />
        <Tooltip label="Keys and help">
          <ActionIcon variant="subtle" color="gray" onClick={onHelp} aria-label="Keys and help" visibleFrom="sm">
            <IconHelp size={18} />
          </ActionIcon>
        </Tooltip>
        <Account />
      </Group>
    </Group>
  );
}

function Crumbs(): ReactNode {
  const { pathname } = useLocation();
  const crumbs = crumbsOf(pathname);
  return (
    <nav aria-label="Breadcrumbs" className={styles.crumbs}>
      <Breadcrumbs separator="/" separatorMargin={6}>
        {crumbs.map(({ label, path }, index) =>
          index === crumbs.length - 1 ? (
            <span key={path} aria-current="page">
              {middleCut(label, 40)}
            </span>
          ) : (
            <Link key={path} to={path}>
              {middleCut(label, 32)}
            </Link>
          ),
        )}
      </Breadcrumbs>
    </nav>
  );
}

function SchemeSwitch(): ReactNode {
  const { setColorScheme } = useMantineColorScheme();
  const current = useComputedColorScheme('light');
  const next = current === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={`Switch to ${next}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={() => setColorScheme(next)}
        aria-label={`Switch to ${next} colours`}
      >
        {next === 'dark' ? <IconMoon size={18} /> : <IconSun size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

function Account(): ReactNode {
  const session = useSession();
  const client = useQueryClient();
  const signOut = useAct(accessEndpoints.signOut, { onDone: () => void client.resetQueries() });
  const me = session.data;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Account of ${me?.name ?? 'nobody'}`}>
          <IconUserCircle size={19} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me?.name} · {me?.kind === 'token' ? 'token' : me?.role} · {me?.workspace}
        </Menu.Label>
        <Menu.Item component={Link} to={paths.settings}>
          Settings
        </Menu.Item>
        <Menu.Item component="a" href="/docs">
          API reference
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate({})}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
