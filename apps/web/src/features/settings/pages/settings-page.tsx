import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';
import { type PageTab, PageTabs } from '../../../components/layout/page-tabs.js';
import { AppearanceSettings } from '../components/appearance-settings.js';
import { SecretSettings } from '../components/secret-settings.js';
import { SigningSettings } from '../components/signing-settings.js';
import { StorageSettings } from '../components/storage-settings.js';
import { SystemSettings } from '../components/system-settings.js';
import { TokenSettings } from '../components/token-settings.js';
import { UserSettings } from '../components/user-settings.js';

const tabs: readonly PageTab[] = [
  { key: 'system', label: 'System', panel: <SystemSettings /> },
  { key: 'tokens', label: 'Tokens', panel: <TokenSettings /> },
  { key: 'secrets', label: 'Secrets', panel: <SecretSettings /> },
  { key: 'signing', label: 'Signing', panel: <SigningSettings /> },
  { key: 'storage', label: 'Storage', panel: <StorageSettings /> },
  { key: 'users', label: 'People', panel: <UserSettings /> },
  { key: 'appearance', label: 'Appearance', panel: <AppearanceSettings /> },
];

/** SettingsPage answers: who may what, is Slipway well? */
export default function SettingsPage(): ReactNode {
  return (
    <>
      <PageHeader title="Settings" />
      <PageTabs tabs={tabs} />
    </>
  );
}
