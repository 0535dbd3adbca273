import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** MonitorPage is the page at its address in the routes. */
export default function MonitorPage(): ReactNode {
  return <PageHeader title="Monitor" />;
}
