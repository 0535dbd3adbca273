import type { ReactNode } from 'react';
import { Outlet } from 'react-router';
import { useLiveEvents } from '../../lib/live.js';

/** Shell is what stays around every page. */
export function Shell(): ReactNode {
  useLiveEvents();
  return <main><Outlet /></main>;
}
