import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** EvaluationsPage is the page at its address in the routes. */
export default function EvaluationsPage(): ReactNode {
  return <PageHeader title="Evaluations" />;
}
