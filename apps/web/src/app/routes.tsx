import type { ComponentType } from 'react';
import { createBrowserRouter, redirect, type RouteObject } from 'react-router';
import { mlflowLink } from '../lib/mlflow-links.js';
import { NotFound } from './shell/not-found.js';
import { RouteError } from './shell/route-error.js';
import { Shell } from './shell/shell.js';

type Page = () => Promise<{ default: ComponentType }>;

/** page makes a route whose code is loaded when it is first opened. */
const page = (path: string, load: Page): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).default }),
});

/** moved sends an address without a page of its own to the page that shows the thing. */
const moved = (path: string, to: (id: string) => string): RouteObject => ({
  path,
  loader: ({ params }) => redirect(to(encodeURIComponent(params['id'] ?? ''))),
});

/** pages lists every address of the UI with the page that answers it. */
const pages: RouteObject[] = [
  page('/', () => import('../features/home/pages/home-page.js')),
  page('/models', () => import('../features/registry/pages/models-page.js')),
  page('/models/:name', () => import('../features/registry/pages/model-page.js')),
  page('/models/:name/versions/:version', () => import('../features/registry/pages/version-page.js')),
  page('/compare', () => import('../features/registry/pages/compare-page.js')),
  page('/runs', () => import('../features/runs/pages/runs-page.js')),
  page('/runs/compare', () => import('../features/runs/pages/compare-runs-page.js')),
  page('/runs/:id', () => import('../features/runs/pages/run-page.js')),
  page('/datasets', () => import('../features/datasets/pages/datasets-page.js')),
  page('/datasets/:name', () => import('../features/datasets/pages/dataset-page.js')),
  page('/evaluations', () => import('../features/evaluation/pages/evaluations-page.js')),
  page('/evaluations/:id', () => import('../features/evaluation/pages/evaluation-page.js')),
  page('/endpoints', () => import('../features/endpoints/pages/endpoints-page.js')),
  page('/endpoints/:name', () => import('../features/endpoints/pages/endpoint-page.js')),
  page('/rollouts', () => import('../features/rollouts/pages/rollouts-page.js')),
  page('/rollouts/simulate', () => import('../features/rollouts/pages/simulate-page.js')),
  page('/rollouts/freezes', () => import('../features/rollouts/pages/freezes-page.js')),
  page('/rollouts/:id', () => import('../features/rollouts/pages/rollout-page.js')),
  page('/replays/:id', () => import('../features/rollouts/pages/replay-page.js')),
  page('/monitors', () => import('../features/monitoring/pages/monitors-page.js')),
  page('/monitors/:name', () => import('../features/monitoring/pages/monitor-page.js')),
  page('/monitors/:name/compare', () => import('../features/monitoring/pages/compare-windows-page.js')),
  page('/monitors/:name/features/:feature', () => import('../features/monitoring/pages/feature-page.js')),
  page('/alerts', () => import('../features/alerts/pages/alerts-page.js')),
  page('/alerts/settings', () => import('../features/alerts/pages/alert-settings-page.js')),
  page('/incidents/:id', () => import('../features/alerts/pages/incident-page.js')),
  page('/trainers', () => import('../features/retraining/pages/retraining-page.js')),
  page('/triggers/:name', () => import('../features/retraining/pages/trigger-page.js')),
  page('/training-runs/:id', () => import('../features/retraining/pages/training-run-page.js')),
  page('/approvals', () => import('../features/approvals/pages/approvals-page.js')),
  page('/audit', () => import('../features/audit/pages/audit-page.js')),
  page('/jobs', () => import('../features/jobs/pages/jobs-page.js')),
  moved('/alerts/:id', (id) => `/alerts?alert=${id}`),
  moved('/jobs/:id', (id) => `/jobs?job=${id}`),
  moved('/incidents', () => '/alerts'),
  moved('/triggers', () => '/trainers'),
  moved('/training-runs', () => '/trainers'),
  moved('/channels', () => '/alerts/settings'),
  page('/settings', () => import('../features/settings/pages/settings-page.js')),
];

/** createRouter builds the router of the whole UI. */
export function createRouter(): ReturnType<typeof createBrowserRouter> {
  const { pathname, hash } = window.location;
  const link = pathname === '/' ? mlflowLink(hash) : null;
  // MLflow's pages keep everything behind `#`, which no server ever sees.
  if (link !== null) window.history.replaceState(null, '', link);
  return createBrowserRouter([
    {
      ...page('/sign-in', () => import('../features/sign-in/pages/sign-in-page.js')),
      errorElement: <RouteError />,
      hydrateFallbackElement: <></>,
    },
    {
      element: <Shell />,
      errorElement: <RouteError />,
      hydrateFallbackElement: <></>,
      children: [{ errorElement: <RouteError />, children: [...pages, { path: '*', element: <NotFound /> }] }],
    },
  ]);
}
