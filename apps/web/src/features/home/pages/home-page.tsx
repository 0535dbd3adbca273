import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** HomePage is the page at its address in the routes. */
export default function HomePage(): ReactNode {
  return <PageHeader title="Home" />;
}
