import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** MonitorsPage is the page at its address in the routes. */
export default function MonitorsPage(): ReactNode {
  return <PageHeader title="Monitors" />;
}
