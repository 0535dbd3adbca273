import type { Core, RoutedVariant } from '@slipway/core';
import { chooseRunnerKind, startChildRunner, startInlineRunner, type ModelRunner, type TensorSpec } from '@slipway/inference';

/** HostedVariant is one variant of an endpoint as this gateway runs it. */
export interface HostedVariant {
  readonly variant: RoutedVariant;
  readonly runner: ModelRunner | null;
  state: 'ready' | 'failed';
  detail: string | null;
  restarts: number;
  outstanding: number;
}

/**
 * hostVariant loads and warms a variant from the artifact store, verified by digest. The stable version runs in this process when its
 * measured run is short; a candidate always runs in a child process, so that one that crashes takes nobody with it. A version that does
 * not load is `failed` with the reason, never an exception.
 */
export async function hostVariant(core: Core, variant: RoutedVariant): Promise<HostedVariant> {
  try {
    const path = await core.artifacts.verifiedPath(variant.modelDigest);
    const inputs = variant.schema.inputs as TensorSpec[];
    const hosted: HostedVariant = { variant, runner: null, state: 'ready', detail: null, restarts: 0, outstanding: 0 };
    const inline = variant.role === 'stable' && chooseRunnerKind(variant.runMs) === 'inline';
    const runner = inline ? await startInlineRunner(path, inputs) : await startChildRunner(path, inputs, { onCrash: (reason, restarting) => noteCrash(hosted, reason, restarting) });
    return Object.assign(hosted, { runner });
  } catch (error) {
    return { variant, runner: null, state: 'failed', detail: error instanceof Error ? error.message : String(error), restarts: 0, outstanding: 0 };
  }
}

/** seenOf is what this gateway reports of a hosted variant. */
export function seenOf({ variant, runner, state, detail, restarts, outstanding }: HostedVariant) {
  const where = runner?.kind === 'child' ? 'child process of the gateway' : 'in the gateway';
  return { role: variant.role, model: variant.model, version: variant.version, state, where, outstanding, restarts, detail };
}

function noteCrash(hosted: HostedVariant, reason: string, restarting: boolean): void {
  hosted.restarts += 1;
  if (restarting) return;
  hosted.state = 'failed';
  hosted.detail = `it keeps crashing: ${reason}`;
}
