import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** JobsPage is the page at its address in the routes. */
export default function JobsPage(): ReactNode {
  return <PageHeader title="Jobs" />;
}
