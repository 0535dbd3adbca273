import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useUrlState } from '../../lib/url-state.js';

/** PageTab is one tab: its key in the address, its name on screen, what it shows. */
export interface PageTab {
  key: string;
  label: string;
  panel: ReactNode;
}

interface PageTabsProps {
  tabs: readonly PageTab[];
  /** Shown beside the names of the tabs, for the tab that is open. */
  beside?: (open: string) => ReactNode;
}

/** PageTabs shows one panel at a time, only the open one is mounted; the open tab is in the address, an unknown one opens the first. */
export function PageTabs({ tabs, beside }: PageTabsProps): ReactNode {
  const first = tabs[0]?.key ?? '';
  const [asked, setTab] = useUrlState<string>('tab', first);
  const open = tabs.some(({ key }) => key === asked) ? asked : first;
  return (
    <Tabs value={open} onChange={(value) => setTab(value ?? first)} keepMounted={false}>
      {beside?.(open)}
      <Tabs.List mb="md">
        {tabs.map(({ key, label }) => (
          <Tabs.Tab key={key} value={key}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ key, panel }) => (
        <Tabs.Panel key={key} value={key}>
          {panel}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
