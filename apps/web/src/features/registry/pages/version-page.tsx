import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** VersionPage is the page at its address in the routes. */
export default function VersionPage(): ReactNode {
  return <PageHeader title="Version" />;
}
