import type { ReactNode } from 'react';
import { PageHeader } from '../../../components/layout/page-header.js';

/** SignInPage is the page at its address in the routes. */
export default function SignInPage(): ReactNode {
  return <PageHeader title="Sign in" />;
}
