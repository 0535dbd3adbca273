import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** RolloutPage is the page at its address in the routes. */
export default function RolloutPage(): ReactNode {
  return <PageHeader title="Rollout" />;
}
