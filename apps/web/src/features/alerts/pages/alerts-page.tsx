import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** AlertsPage is the page at its address in the routes. */
export default function AlertsPage(): ReactNode {
  return <PageHeader title="Alerts" />;
}
