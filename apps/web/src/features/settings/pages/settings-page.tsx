import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** SettingsPage is the page at its address in the routes. */
export default function SettingsPage(): ReactNode {
  return <PageHeader title="Settings" />;
}
