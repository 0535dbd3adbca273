import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** EndpointsPage is the page at its address in the routes. */
export default function EndpointsPage(): ReactNode {
  return <PageHeader title="Endpoints" />;
}
