import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { useUrlState } from '../../../lib/url-state.js';
import { AppearanceSettings } from '../components/appearance-settings.js';
import { SecretSettings } from '../components/secret-settings.js';
import { SigningSettings } from '../components/signing-settings.js';
import { StorageSettings } from '../components/storage-settings.js';
import { SystemSettings } from '../components/system-settings.js';
import { TokenSettings } from '../components/token-settings.js';
import { UserSettings } from '../components/user-settings.js';

const panels: readonly (readonly [string, string, ReactNode])[] = [
  ['system', 'System', <SystemSettings key="system" />],
  ['tokens', 'Tokens', <TokenSettings key="tokens" />],
  ['secrets', 'Secrets', <SecretSettings key="secrets" />],
  ['signing', 'Signing', <SigningSettings key="signing" />],
  ['storage', 'Storage', <StorageSettings key="storage" />],
  ['users', 'People', <UserSettings key="users" />],
  ['appearance', 'Appearance', <AppearanceSettings key="appearance" />],
];

/** SettingsPage answers: who may what, is Slipway well? */
export default function SettingsPage(): ReactNode {
  const [tab, setTab] = useUrlState<string>('tab', 'system');
  return (
    <>
      <PageHeader title="Settings" />
      <Tabs value={tab} onChange={(value) => setTab(value ?? 'system')} keepMounted={false}>
        <Tabs.List mb="md">
          {panels.map(([key, label]) => (
            <Tabs.Tab key={key} value={key}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {panels.map(([key, , panel]) => (
          <Tabs.Panel key={key} value={key}>
            {panel}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
