import {
  IconBell,
  IconBoxModel2,
  IconChartHistogram,
  IconClipboardCheck,
  IconDatabase,
  IconFlask,
  IconGitBranch,
  IconHome,
  IconListDetails,
  IconRefresh,
  IconScript,
  IconThumbUp,
  IconServer,
  IconSettings,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { paths } from '../../lib/paths.js';

/** NavigationCount names the number beside an entry: only where a person must act. */
export type NavigationCount = 'firingAlerts' | 'failedJobs' | 'approvals';

/** NavigationEntry is one place; `letter` is pressed after `g` to go there. */
export interface NavigationEntry {
  label: string;
  path: string;
  letter: string;
  icon: ComponentType<{ size?: number }>;
  count?: NavigationCount;
}

/** NavigationGroup is a part of the loop with its places. */
export interface NavigationGroup {
  label: string | null;
  entries: readonly NavigationEntry[];
}

/** navigation is the whole sidebar, in the order of the loop: build, serve, watch, retrain, govern. */
export const navigation: readonly NavigationGroup[] = [
  { label: null, entries: [{ label: 'Home', path: paths.home, letter: 'h', icon: IconHome }] },
  {
    label: 'Build',
    entries: [
      { label: 'Models', path: paths.models, letter: 'm', icon: IconBoxModel2 },
      { label: 'Runs', path: paths.runs, letter: 'n', icon: IconFlask },
      { label: 'Datasets', path: paths.datasets, letter: 'd', icon: IconDatabase },
      { label: 'Evaluations', path: paths.evaluations, letter: 'v', icon: IconClipboardCheck },
    ],
  },
  {
    label: 'Serve',
    entries: [
      { label: 'Endpoints', path: paths.endpoints, letter: 'e', icon: IconServer },
      { label: 'Rollouts', path: paths.rollouts, letter: 'r', icon: IconGitBranch },
    ],
  },
  {
    label: 'Watch',
    entries: [
      { label: 'Monitors', path: paths.monitors, letter: 'o', icon: IconChartHistogram },
      { label: 'Alerts', path: paths.alerts, letter: 'a', icon: IconBell, count: 'firingAlerts' },
    ],
  },
  { label: 'Retrain', entries: [{ label: 'Trainers', path: paths.trainers, letter: 't', icon: IconRefresh }] },
  {
    label: 'Govern',
    entries: [
      { label: 'Approvals', path: paths.approvals, letter: 'p', icon: IconThumbUp, count: 'approvals' },
      { label: 'Audit', path: paths.audit, letter: 'u', icon: IconScript },
    ],
  },
  {
    label: 'System',
    entries: [
      { label: 'Jobs', path: paths.jobs, letter: 'j', icon: IconListDetails, count: 'failedJobs' },
      { label: 'Settings', path: paths.settings, letter: 's', icon: IconSettings },
    ],
  },
];

/** navigationEntries are all places in one list. */
export const navigationEntries: readonly NavigationEntry[] = navigation.flatMap(({ entries }) => entries);
