import { errorText, type Core, type RoutedVariant } from '@slipway/core';
import {
  chooseRunnerKind,
  startChildRunner,
  startInlineRunner,
  type ModelRunner,
  type TensorSpec,
} from '@slipway/inference';
import { RunJoiner, type JoinSettings } from './run-joiner.js';
import type { VariantModel } from './variant-model.js';

/**
 * HostedModel is one version as this gateway runs it, loaded and warmed from the artifact store, verified by digest. A stable version runs
 * in this process when its measured run is short; any other always runs in a child process, so that one that crashes takes nobody with
 * it. A version that does not load is `failed` with the reason, never an exception.
 */
export class HostedModel implements VariantModel {
  state: 'starting' | 'ready' | 'failed' = 'starting';
  detail: string | null = null;
  restarts = 0;
  /** Requests that wait for an answer. */
  outstanding = 0;
  /** failedAtMs is when the model was given up; null while there is hope. */
  failedAtMs: number | null = null;
  /** settled resolves once the model is ready or failed. */
  readonly settled: Promise<void>;
  private readonly joiner: RunJoiner;
  private loaded: ModelRunner | null = null;
  private closed = false;

  constructor(
    private readonly core: Pick<Core, 'artifacts' | 'kit'>,
    variant: RoutedVariant,
  ) {
    this.joiner = new RunJoiner(variant.schema);
    this.settled = this.load(variant);
  }

  /** runnerFor runs the model the way an endpoint wants it, with runs joined or each alone; null while it is not ready. */
  runnerFor(settings: JoinSettings): ModelRunner | null {
    return this.state === 'ready' && this.loaded !== null ? this.joiner.over(this.loaded, settings) : null;
  }

  /** where says in words in which process the model runs. */
  get where(): string {
    return this.loaded?.kind === 'child' ? 'child process of the gateway' : 'in the gateway';
  }

  /** close frees the model after the runs that it accepted. */
  async close(): Promise<void> {
    this.closed = true;
    await this.settled;
    await this.joiner.drain();
    await this.loaded?.close();
  }

  private async load(variant: RoutedVariant): Promise<void> {
    try {
      this.loaded = await this.start(variant);
      this.state = 'ready';
    } catch (error) {
      this.fail(errorText(error));
    }
  }

  private async start({ role, runMs, modelDigest, schema }: RoutedVariant): Promise<ModelRunner> {
    const path = await this.core.artifacts.verifiedPath(modelDigest);
    const inputs = schema.inputs as TensorSpec[];
    if (role === 'stable' && chooseRunnerKind(runMs) === 'inline') return startInlineRunner(path, inputs);
    return startChildRunner(path, inputs, { onCrash: (reason, restarting) => this.crashed(reason, restarting) });
  }

  private crashed(reason: string, restarting: boolean): void {
    this.restarts += 1;
    this.core.kit.log.warn('a model crashed', { reason, restarting });
    if (!restarting && !this.closed) this.fail(`it keeps crashing: ${reason}`);
  }

  private fail(detail: string): void {
    this.state = 'failed';
    this.detail = detail;
    this.failedAtMs = this.core.kit.clock.now().getTime();
  }
}
