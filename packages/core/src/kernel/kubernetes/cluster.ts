import type { KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { clusterFailure } from './cluster-failure.js';
import type { ClusterSettings } from './cluster-settings.js';

const MANAGER = 'slipway';

/** Manifest is an object of Kubernetes as it is applied and exported. */
export interface Manifest extends KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels: Record<string, string> };
  spec: Record<string, unknown>;
}

/** SeenObject is an object as the cluster has it. */
export type SeenObject = KubernetesObject & { metadata: { name: string }; spec?: unknown; status?: unknown };

/**
 * Cluster is the little of a Kubernetes API that Slipway uses. Objects are applied on the server: it keeps who set which field, so that
 * applying again changes nothing and a field that somebody else has set is refused, not taken. Refusals are `unavailable` with what to do.
 */
export class Cluster {
  private api: Promise<KubernetesObjectApi> | null = null;

  constructor(private readonly settings: ClusterSettings) {}

  /** apply makes an object so, or leaves it as it is. */
  async apply(object: Manifest): Promise<void> {
    const { PatchStrategy } = await import('@kubernetes/client-node');
    await this.ask(`apply ${object.kind} ${object.metadata.name}`, (api) =>
      api.patch(object, undefined, undefined, MANAGER, false, PatchStrategy.ServerSideApply),
    );
  }

  /** list returns the objects of a kind that carry the labels, in the namespace of the settings. */
  async list(apiVersion: string, kind: string, labels: string): Promise<SeenObject[]> {
    const { namespace } = this.settings;
    const { items } = await this.ask(`list ${kind} in ${namespace}`, (api) =>
      api.list(apiVersion, kind, namespace, undefined, undefined, undefined, undefined, labels),
    );
    return items as SeenObject[];
  }

  /** remove deletes an object with what it owns; one that is gone is fine. */
  async remove({ apiVersion, kind, metadata }: Pick<Manifest, 'apiVersion' | 'kind' | 'metadata'>): Promise<void> {
    const { name, namespace } = metadata;
    await this.ask(`delete ${kind} ${name}`, async (api) => {
      try {
        const header = { apiVersion, kind, metadata: { name, namespace } };
        await api.delete(header, undefined, undefined, undefined, undefined, 'Background');
      } catch (error) {
        if ((error as { code?: unknown }).code !== 404) throw error;
      }
    });
  }

  private async ask<T>(about: string, act: (api: KubernetesObjectApi) => Promise<T>): Promise<T> {
    try {
      return await act(await (this.api ??= this.open()));
    } catch (error) {
      // The kubeconfig is read anew the next time: it may have got another token.
      this.api = null;
      throw clusterFailure(error, about);
    }
  }

  /** The client is large, and most installations have no cluster. */
  private async open(): Promise<KubernetesObjectApi> {
    const { KubeConfig, KubernetesObjectApi: Api } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    if (this.settings.kubeconfig === null) config.loadFromCluster();
    else config.loadFromFile(this.settings.kubeconfig);
    return Api.makeApiClient(config);
  }
}
