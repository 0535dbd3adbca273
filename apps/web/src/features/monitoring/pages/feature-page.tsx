import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** FeaturePage is the page at its address in the routes. */
export default function FeaturePage(): ReactNode {
  return <PageHeader title="Feature" />;
}
