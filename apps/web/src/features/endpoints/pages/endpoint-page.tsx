import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** EndpointPage is the page at its address in the routes. */
export default function EndpointPage(): ReactNode {
  return <PageHeader title="Endpoint" />;
}
