import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { readOperatorFile, type Settings } from '../env.js';
import { SlipwayError } from '../errors.js';
import { errorText } from '../log.js';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const File = z.strictObject({
  /** Path of a kubeconfig, relative to this file; without one Slipway runs in the cluster and uses its service account. */
  kubeconfig: z.string().min(1).optional(),
  namespace: z.string().regex(LABEL),
  /** Where pods reach the API of Slipway, from which they fetch the model. */
  slipwayUrl: z.url({ protocol: /^https?$/ }),
  /** A Secret of the namespace that holds a token with the scope `read`. */
  tokenSecret: z.strictObject({ name: z.string().min(1), key: z.string().min(1) }),
  /** host:port where gateways reach a Service; the names in braces are filled in. */
  address: z.string().regex(/^[\w.{}-]+:[\w{}]+$/),
  /** A Gateway of the Gateway API that shares requests out by the weights of endpoints, past Slipway's own gateways. */
  httpRoute: z.strictObject({
    gateway: z.string().regex(LABEL),
    gatewayNamespace: z.string().regex(LABEL).optional(),
    hostnames: z.array(z.string().min(1).max(253)).max(16).default([]),
  }),
});

/** ClusterSettings are what the operator said of a cluster. */
export interface ClusterSettings {
  kubeconfig: string | null;
  namespace: string;
  slipwayUrl: string;
  tokenSecret: { name: string; key: string };
  address: string;
  /** Null where no Gateway shares requests out. */
  httpRoute: { gateway: string; gatewayNamespace?: string | undefined; hostnames: string[] } | null;
}

const defaults = {
  namespace: 'slipway',
  tokenSecret: { name: 'slipway-token', key: 'token' },
  address: '{service}.{namespace}.svc:{port}',
  httpRoute: null,
};

/**
 * readClusterSettings reads the operator's file (SLIPWAY_KUBERNETES); what it leaves out has defaults, and without a file all does, so that
 * manifests can be exported. A file that cannot be read is `unavailable`.
 */
export function readClusterSettings({ kubernetesFile: path, publicUrl }: Settings): ClusterSettings {
  const always = { ...defaults, slipwayUrl: publicUrl };
  if (path === null) return { ...always, kubeconfig: null };
  try {
    const { kubeconfig, ...said } = File.partial().parse(JSON.parse(readOperatorFile(path)));
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    return { ...always, ...given, kubeconfig: kubeconfig === undefined ? null : resolve(dirname(path), kubeconfig) };
  } catch (error) {
    const why =
      error instanceof z.ZodError
        ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`
        : errorText(error);
    throw new SlipwayError('unavailable', `The file about the cluster (SLIPWAY_KUBERNETES) cannot be read: ${why}`);
  }
}
