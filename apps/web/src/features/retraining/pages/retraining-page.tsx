import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** RetrainingPage is the page at its address in the routes. */
export default function RetrainingPage(): ReactNode {
  return <PageHeader title="Retraining" />;
}
