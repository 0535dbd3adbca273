import type { Credential } from '@slipway/core';
import { unknownModelText } from '@slipway/inference';
import { DataPlaneError, LimitRefusal } from './data-plane-error.js';
import { readBody, sendJson, type Exchange } from './http-exchange.js';
import { isVisibleTo, requireScope } from './rights.js';
import type { DataPlane } from './run-request.js';

/**
 * controlRepository answers Triton's `POST /v2/repository/models/{endpoint}/load` and `/unload`, for admins. Configs say what is served, and memory who is
 * loaded: `load` brings back what was put away, and neither files nor settings are taken from a request; nothing is unloaded by hand.
 */
export async function controlRepository(
  plane: DataPlane,
  { endpoint, act, credential }: { endpoint: string; act: 'load' | 'unload'; credential: Credential | null },
  exchange: Exchange,
): Promise<void> {
  const caller = requireScope(credential, 'admin');
  const served = plane.routes.find(endpoint);
  if (served === undefined || !isVisibleTo(caller, served.route))
    throw new DataPlaneError(400, 'invalid_request', `failed to ${act} '${endpoint}': ${unknownModelText(endpoint)}`);
  if (act === 'unload')
    throw new DataPlaneError(
      501,
      'unsupported',
      `failed to unload '${endpoint}': an endpoint serves what its configuration says until it is deleted, and makes room in memory by itself.`,
    );
  if (hasParameters(await readBody(exchange.request)))
    throw new DataPlaneError(
      400,
      'invalid_request',
      `failed to load '${endpoint}': files and settings come from the registry, not from a request.`,
      [{ path: 'parameters', message: 'must be left out' }],
    );
  await Promise.all(
    served.variants.map(async ({ model }) => {
      await model.settled;
      if (model.state !== 'put_away') return;
      // What does not load has failed, which is told below in its own words.
      await model.bringBack?.().catch((error: unknown) => {
        if (error instanceof LimitRefusal) throw error;
      });
    }),
  );
  const failed = served.variants.find(({ model }) => model.state === 'failed');
  if (failed !== undefined)
    throw new DataPlaneError(
      503,
      'variant_failed',
      `failed to load '${endpoint}': v${failed.variant.version}: ${failed.model.detail}`,
    );
  sendJson(exchange, 200, {});
}

/** What is no JSON object says nothing, as to Triton. */
function hasParameters(body: Uint8Array): boolean {
  try {
    const { parameters } = JSON.parse(new TextDecoder().decode(body)) as { parameters?: unknown };
    return typeof parameters === 'object' && parameters !== null && Object.keys(parameters).length > 0;
  } catch {
    return false;
  }
}
