import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageHeader } from '../../components/layout/page-header.js';
import { paths } from '../../lib/paths.js';

/** NotFound answers every address that no page has. */
export function NotFound(): ReactNode {
  return (
    <>
      <PageHeader
        title="Nothing at this address"
        verdict={{ tone: 'unknown', sentence: 'The link may be old, or the thing was deleted.' }}
      />
      <Link to={paths.home}>Go to Home</Link>
    </>
  );
}
