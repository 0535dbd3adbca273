import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** TrainingRunPage is the page at its address in the routes. */
export default function TrainingRunPage(): ReactNode {
  return <PageHeader title="Training run" />;
}
