import type { ClusterSettings } from '../../kernel/kubernetes/cluster-settings.js';
import type { Manifest, SeenObject } from '../../kernel/kubernetes/cluster.js';
import type { WantedReplicas } from '../runtime.js';
import { MODEL_NAME } from './image-recipes.js';
import { OWNER } from './kubernetes-manifests.js';
import { workloadName } from './workload-name.js';

/** HTTP_ROUTE is where the Gateway API keeps routes. */
export const HTTP_ROUTE = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' } as const;

/** RoutedWorkload is a version of an endpoint with its share of the traffic, and the port of its Service. */
export interface RoutedWorkload {
  wanted: WantedReplicas;
  port: number;
}

/**
 * httpRoutes are one HTTPRoute for each endpoint whose operator names a Gateway: requests of the Open Inference Protocol for the endpoint go to the Services of
 * its versions by the weights of its configuration. A shadow and versions without a share are no backends; an endpoint without any has no route.
 */
export function httpRoutes(
  workloads: readonly RoutedWorkload[],
  owner: string,
  { namespace, httpRoute }: Pick<ClusterSettings, 'namespace' | 'httpRoute'>,
): Manifest[] {
  if (httpRoute === null) return [];
  const shared = workloads.filter(({ wanted }) => (wanted.weightBp ?? 0) > 0);
  return [...Map.groupBy(shared, ({ wanted }) => wanted.endpoint)].map(([endpoint, backends]) => ({
    ...HTTP_ROUTE,
    metadata: {
      name: `slipway-${endpoint}`,
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'slipway', [OWNER]: owner, 'slipway.io/endpoint': endpoint },
    },
    spec: {
      parentRefs: [
        { name: httpRoute.gateway, ...(httpRoute.gatewayNamespace && { namespace: httpRoute.gatewayNamespace }) },
      ],
      ...(httpRoute.hostnames.length > 0 && { hostnames: httpRoute.hostnames }),
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: `/v2/models/${endpoint}` } }],
          // A pod calls its one model by the same name everywhere.
          filters: [
            {
              type: 'URLRewrite',
              urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: `/v2/models/${MODEL_NAME}` } },
            },
          ],
          backendRefs: backends.map(({ wanted, port }) => ({
            name: workloadName(wanted),
            port,
            weight: wanted.weightBp ?? 0,
          })),
        },
      ],
    },
  }));
}

interface RouteStatus {
  parents?: { conditions?: { type: string; status: string; reason?: string; message?: string }[] }[];
}

/** routeRefusal is what a Gateway has against a route, as its status says; null while it has nothing against it. */
export function routeRefusal({ status }: SeenObject): string | null {
  const conditions = ((status ?? {}) as RouteStatus).parents?.flatMap((parent) => parent.conditions ?? []) ?? [];
  const refused = conditions.find(
    ({ type, status: is }) => (type === 'Accepted' || type === 'ResolvedRefs') && is === 'False',
  );
  return refused === undefined ? null : `its HTTPRoute is not in effect: ${refused.reason}: ${refused.message}`;
}
