import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** DatasetsPage is the page at its address in the routes. */
export default function DatasetsPage(): ReactNode {
  return <PageHeader title="Datasets" />;
}
