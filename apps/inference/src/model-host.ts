import { setTimeout as sleep } from 'node:timers/promises';
import { InferenceError, modelMetadata, unknownModelText } from '@slipway/inference';
import type { ModelIndex } from '@slipway/inference';
import { ServerMetrics } from './metrics.js';
import { loadServedModel } from './served-model.js';
import type { LoadOptions, ServedModel } from './served-model.js';

/** HostOptions say which model a replica serves, under which name, and how it runs. */
export interface HostOptions extends Omit<LoadOptions, 'onRan'> {
  readonly modelPath: string;
  readonly modelName: string;
  readonly modelVersion: string;
}

const drainPollMs = 10;

/** ModelHost is the one model of a replica and whether it takes requests; HTTP and gRPC ask the same one. */
export class ModelHost {
  readonly metrics: ServerMetrics;
  readonly #options: HostOptions;
  #model: ServedModel | undefined;
  #draining = false;
  #underWay = 0;

  constructor(options: HostOptions) {
    this.#options = options;
    this.metrics = new ServerMetrics(options.modelName, options.modelVersion);
  }

  /** name is what answers say of the model that made them. */
  get name(): { readonly modelName: string; readonly modelVersion: string } {
    const { modelName, modelVersion } = this.#options;
    return { modelName, modelVersion };
  }

  /** isReady tells whether the model is loaded and the replica is not about to end. */
  get isReady(): boolean {
    return this.#model !== undefined && !this.#draining;
  }

  /** isDraining tells whether the replica is about to end. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** load reads and warms the model. */
  async load(): Promise<void> {
    const { modelPath, ...options } = this.#options;
    this.#model = await loadServedModel(modelPath, { ...options, onRan: (runMs) => this.metrics.ran(runMs) });
  }

  /** known is the model, asked for by its name and perhaps its version; another one is `unknown_model` (404), one that still loads `not_ready` (503). */
  known(name: string, version: string | undefined): ServedModel {
    const { modelName, modelVersion } = this.#options;
    if (name !== modelName || (version ?? modelVersion) !== modelVersion)
      throw new InferenceError('unknown_model', 404, unknownModelText(name.slice(0, 256), version?.slice(0, 256)));
    if (!this.#model) throw this.notReady();
    return this.#model;
  }

  /** notReady is the refusal of a replica that does not take requests now. */
  notReady(): InferenceError {
    return new InferenceError('not_ready', 503, this.#draining ? 'the server is stopping' : 'the model is loading');
  }

  /** metadata tells the tensors of the model. */
  metadata(name: string, version: string | undefined) {
    const model = this.known(name, version);
    return modelMetadata(this.#options.modelName, [this.#options.modelVersion], model);
  }

  /** index is the model in the list of Triton's repository extension; `onlyReady` leaves out one that is not. */
  index(onlyReady: boolean): ModelIndex[] {
    if (onlyReady && !this.isReady) return [];
    const { modelName: name, modelVersion: version } = this.#options;
    if (this.isReady) return [{ name, version, state: 'READY', reason: '' }];
    return [{ name, version, state: this.#draining ? 'UNAVAILABLE' : 'LOADING', reason: this.notReady().message }];
  }

  /** during counts a request as under way until its answer is out. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** drain says not ready at once, still answers what arrives, and waits until nothing is under way or `limitMs` are over. */
  async drain(limitMs: number): Promise<void> {
    this.#draining = true;
    const untilMs = performance.now() + limitMs;
    while (this.#underWay > 0 && performance.now() < untilMs) await sleep(drainPollMs);
  }

  /** close frees the model. */
  async close(): Promise<void> {
    await this.#model?.runner.close();
  }
}
