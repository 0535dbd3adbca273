import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** AuditPage is the page at its address in the routes. */
export default function AuditPage(): ReactNode {
  return <PageHeader title="Audit" />;
}
