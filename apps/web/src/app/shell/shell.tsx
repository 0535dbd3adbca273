import { AppShell, Group, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell, IconGitBranch, IconHome, IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { Link, Outlet, ScrollRestoration } from 'react-router';
import { useLiveEvents } from '../../lib/live.js';
import { paths } from '../../lib/paths.js';
import { HelpDialog } from './help-dialog.js';
import { SessionGate } from './session-gate.js';
import styles from './shell.module.css';
import { useShortcuts } from './shortcuts.js';
import { Sidebar } from './sidebar.js';
import { TopBar } from './top-bar.js';

const Palette = lazy(() => import('./palette.js'));

/** Shell is what stays around every page, for who is signed in. */
export function Shell(): ReactNode {
  return (
    <SessionGate>
      <Frame />
    </SessionGate>
  );
}

function Frame(): ReactNode {
  const [drawer, toDrawer] = useDisclosure(false);
  const [palette, toPalette] = useDisclosure(false);
  const [help, toHelp] = useDisclosure(false);
  useLiveEvents();
  useShortcuts({ openPalette: toPalette.open, openHelp: toHelp.open });
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 184, breakpoint: 'sm', collapsed: { mobile: !drawer } }}
      footer={{ height: { base: 52, sm: 0 } }}
      padding="md"
    >
      <a href="#content" className={styles.skip}>
        Skip to content
      </a>
      <AppShell.Header className={styles.bar}>
        <TopBar drawerOpened={drawer} onToggleDrawer={toDrawer.toggle} onSearch={toPalette.open} onHelp={toHelp.open} />
      </AppShell.Header>
      <AppShell.Navbar className={styles.bar}>
        <Sidebar onGo={toDrawer.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" className={styles.main}>
        <Outlet />
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={styles.bar}>
        <BottomBar onSearch={toPalette.open} onGo={toDrawer.close} />
      </AppShell.Footer>
      <HelpDialog opened={help} onClose={toHelp.close} />
      <Suspense>{palette && <Palette onClose={toPalette.close} />}</Suspense>
      <ScrollRestoration />
    </AppShell>
  );
}

function BottomBar({ onSearch, onGo }: { onSearch: () => void; onGo: () => void }): ReactNode {
  const places = [
    ['Home', paths.home, IconHome],
    ['Alerts', paths.alerts, IconBell],
    ['Rollouts', paths.rollouts, IconGitBranch],
  ] as const;
  return (
    <Group h="100%" grow gap={0} component="nav" aria-label="Main places">
      {places.map(([label, path, Icon]) => (
        <Link key={path} to={path} className={styles.tab} onClick={onGo}>
          <Icon size={19} aria-hidden />
          {label}
        </Link>
      ))}
      <UnstyledButton className={styles.tab} onClick={onSearch}>
        <IconSearch size={19} aria-hidden />
        Search
      </UnstyledButton>
    </Group>
  );
}
