import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** EvaluationPage is the page at its address in the routes. */
export default function EvaluationPage(): ReactNode {
  return <PageHeader title="Evaluation" />;
}
