import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** AlertSettingsPage is the page at its address in the routes. */
export default function AlertSettingsPage(): ReactNode {
  return <PageHeader title="Alert settings" />;
}
