import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** ModelPage is the page at its address in the routes. */
export default function ModelPage(): ReactNode {
  return <PageHeader title="Model" />;
}
