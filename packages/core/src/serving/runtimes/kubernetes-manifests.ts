import type { ClusterSettings } from '../../kernel/kubernetes/cluster-settings.js';
import type { Manifest } from '../../kernel/kubernetes/cluster.js';
import type { ImageRecipe, WantedReplicas } from '../runtime.js';
import { FETCH_MODEL, modelUrl } from './fetch-model.js';
import { workloadName } from './workload-name.js';

/** OWNER is the label that says which installation of Slipway an object belongs to. */
export const OWNER = 'slipway.io/owner';
/** WORKLOAD is the label that all objects of one version behind one endpoint share; its value is their name. */
export const WORKLOAD = 'slipway.io/workload';

const USER = 65_532;
/** Longer than a replica drains (DRAIN_MS), so that no accepted request is cut off. */
const GRACE_SECONDS = 30;
const DEADLINE_SECONDS = 180;

/** ManifestsOf is what the manifests of a version are made of; `fetchImage` holds Node, which fetches the model before the server starts. */
export interface ManifestsOf {
  wanted: WantedReplicas;
  recipe: ImageRecipe;
  owner: string;
  cluster: Pick<ClusterSettings, 'namespace' | 'slipwayUrl' | 'tokenSecret'>;
  fetchImage: string;
  readyPath: string;
}

/** workloadAddress is where gateways reach a workload: the operator's pattern, filled in. */
export const workloadAddress = ({ address, namespace }: ClusterSettings, name: string, port: number): string =>
  address.replaceAll('{service}', name).replaceAll('{namespace}', namespace).replaceAll('{port}', String(port));

/**
 * kubernetesManifests are the Deployment, the Service and, where one is asked for, the HorizontalPodAutoscaler of a version: pods without root, rights or a
 * writable root, that fetch the model by its digest first. With an autoscaler the Deployment says no replicas, so that the two do not fight.
 */
export function kubernetesManifests({
  wanted,
  recipe,
  owner,
  cluster,
  fetchImage,
  readyPath,
}: ManifestsOf): Manifest[] {
  const { container, endpoint } = wanted;
  const name = workloadName(wanted);
  const labels = {
    'app.kubernetes.io/managed-by': 'slipway',
    [OWNER]: owner,
    [WORKLOAD]: name,
    'slipway.io/endpoint': endpoint,
  };
  const metadata = { name, namespace: cluster.namespace, labels };
  const { podAutoscaler } = container;
  const deployment: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      ...(podAutoscaler === null && { replicas: container.replicas }),
      selector: { matchLabels: { [WORKLOAD]: name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      progressDeadlineSeconds: DEADLINE_SECONDS,
      template: { metadata: { labels }, spec: podSpec(wanted, recipe, cluster, fetchImage, readyPath) },
    },
  };
  const service: Manifest = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector: { [WORKLOAD]: name },
      ports: [{ name: 'http', port: recipe.port, targetPort: 'http', protocol: 'TCP' }],
    },
  };
  return [deployment, service, ...(podAutoscaler === null ? [] : [autoscaler(metadata, container)])];
}

function podSpec(
  wanted: WantedReplicas,
  recipe: ImageRecipe,
  cluster: ManifestsOf['cluster'],
  fetchImage: string,
  readyPath: string,
): Record<string, unknown> {
  const { memoryMb, cpus, gpus } = wanted.container;
  const folder = recipe.modelPath.slice(0, recipe.modelPath.lastIndexOf('/')) || '/models';
  const model = { name: 'model', mountPath: folder };
  const limits = { memory: `${memoryMb}Mi`, cpu: String(cpus), ...(gpus > 0 && { 'nvidia.com/gpu': String(gpus) }) };
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
  const probe = { httpGet: { path: readyPath, port: 'http' }, timeoutSeconds: 2 };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: GRACE_SECONDS,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER,
      runAsGroup: USER,
      fsGroup: USER,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    initContainers: [
      {
        name: 'fetch-model',
        image: fetchImage,
        command: ['node', '--input-type=module', '-e', FETCH_MODEL],
        env: [
          { name: 'MODEL_URL', value: modelUrl(wanted, cluster.slipwayUrl) },
          { name: 'MODEL_DIGEST', value: wanted.modelDigest },
          { name: 'MODEL_PATH', value: recipe.modelPath },
          {
            name: 'TOKEN',
            valueFrom: { secretKeyRef: { name: cluster.tokenSecret.name, key: cluster.tokenSecret.key } },
          },
        ],
        volumeMounts: [model],
        resources: { limits: { memory: '256Mi', cpu: '1' } },
        securityContext,
      },
    ],
    containers: [
      {
        name: 'model-server',
        image: recipe.image,
        ...(recipe.command !== null && { command: [...recipe.command] }),
        ports: [{ name: 'http', containerPort: recipe.port, protocol: 'TCP' }],
        env: Object.entries(recipe.env).map(([name, value]) => ({ name, value })),
        resources: { limits, requests: limits },
        readinessProbe: { ...probe, periodSeconds: 2, failureThreshold: 2 },
        startupProbe: { ...probe, periodSeconds: 2, failureThreshold: DEADLINE_SECONDS / 2 },
        volumeMounts: [
          { ...model, readOnly: true },
          { name: 'scratch', mountPath: '/tmp' },
        ],
        securityContext,
      },
    ],
    volumes: [
      { name: 'model', emptyDir: {} },
      { name: 'scratch', emptyDir: { sizeLimit: '64Mi' } },
    ],
  };
}

function autoscaler(
  metadata: Manifest['metadata'],
  { replicas, podAutoscaler }: WantedReplicas['container'],
): Manifest {
  const averageUtilization = podAutoscaler?.targetCpuPercent;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name },
      minReplicas: replicas,
      maxReplicas: Math.max(replicas, podAutoscaler?.maxReplicas ?? replicas),
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
    },
  };
}
