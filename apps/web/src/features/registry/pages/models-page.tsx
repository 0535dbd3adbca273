import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** ModelsPage is the page at its address in the routes. */
export default function ModelsPage(): ReactNode {
  return <PageHeader title="Models" />;
}
