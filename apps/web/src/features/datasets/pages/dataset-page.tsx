import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** DatasetPage is the page at its address in the routes. */
export default function DatasetPage(): ReactNode {
  return <PageHeader title="Dataset" />;
}
