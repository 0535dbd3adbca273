import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** RolloutsPage is the page at its address in the routes. */
export default function RolloutsPage(): ReactNode {
  return <PageHeader title="Rollouts" />;
}
