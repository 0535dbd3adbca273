import type { ReplicaChoice } from '@slipway/contracts';
import type { ReplicaProtocol, Route, RoutedVariant } from '@slipway/core';
import {
  InferenceError,
  openaiClient,
  openInferenceClient,
  startByOf,
  tensorflowServingClient,
  tooLateToStart,
  torchserveClient,
  type ModelRunner,
  type ReplicaProtocol as Protocol,
  type RunOptions,
  type Tensors,
  type TensorSpec,
} from '@slipway/inference';
import { chooseReplica } from './choose-replica.js';
import { timed, Unreachable } from './read-answer.js';
import { RemoteReplica } from './remote-replica.js';
import { RetryBudget } from './retry-budget.js';
import { RunJoiner, type JoinSettings } from './run-joiner.js';
import type { VariantModel } from './variant-model.js';

const LIMIT_MS = 30_000;
const PROBE_EVERY_MS = 500;
/** How many requests may wait for a version that sleeps. */
const MOST_WAITING = 256;

/** ReplicaSetOptions: time and randomness, and who is told when the set comes or goes. */
export interface ReplicaSetOptions {
  nowMs: () => number;
  random: () => number;
  onChanged: () => void;
}

/**
 * ReplicaSet is one version in containers, as this gateway uses them. It is ready once one of them said so itself, and stays so while any is
 * listed: when all are ejected they are asked all the same. A request whose replica broke off, or takes nothing now, goes to another one, once
 * and within a budget: predicting changes nothing, so asking again is safe.
 */
export class ReplicaSet implements VariantModel, ModelRunner {
  readonly kind = 'replicas';
  readonly measuredRunMs = null;
  readonly restarts = 0;
  outstanding = 0;
  failedAtMs: number | null = null;
  readonly settled: Promise<void>;
  private replicas: RemoteReplica[] = [];
  private choice: ReplicaChoice = 'least_outstanding';
  private failure: string | null = null;
  private wasReady = false;
  private turn = 0;
  private readonly outputs: readonly TensorSpec[];
  private readonly joiner: RunJoiner;
  private readonly budget = new RetryBudget();
  private readonly probing: NodeJS.Timeout;
  /** Requests that came while no container was there. */
  private waiting: (() => void)[] = [];
  private maySleep = false;
  private settle: () => void = () => undefined;

  constructor(
    private readonly variant: Pick<RoutedVariant, 'versionId' | 'version' | 'schema'>,
    private readonly options: ReplicaSetOptions,
  ) {
    this.outputs = variant.schema.tensorOutputs as TensorSpec[];
    this.joiner = new RunJoiner(variant.schema);
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.probing = setInterval(() => void this.probe(), PROBE_EVERY_MS);
  }

  get state(): VariantModel['state'] {
    if ((this.wasReady && this.replicas.length > 0) || this.isAsleep) return 'ready';
    return this.failure === null ? 'starting' : 'failed';
  }

  get detail(): string | null {
    if (this.isAsleep) return 'it sleeps: the next request starts a container';
    if (this.state === 'ready') return null;
    return (
      this.failure ?? (this.replicas.length === 0 ? 'its containers are starting' : 'its containers do not answer yet')
    );
  }

  get where(): string {
    return `${this.healthy().length} of ${this.replicas.length} containers`;
  }

  runnerFor(settings: JoinSettings): ModelRunner | null {
    return this.state === 'ready' ? this.joiner.over(this, settings) : null;
  }

  /** follow takes over what a route says now: new containers are asked whether they are ready, old ones get no new requests. */
  follow({ replicas, replicaChoice, variants }: Pick<Route, 'replicas' | 'replicaChoice' | 'variants'>): void {
    this.choice = replicaChoice;
    const own = variants.find(({ versionId }) => versionId === this.variant.versionId);
    this.failure = own?.failure ?? null;
    this.maySleep = own?.maySleep ?? false;
    const listed = replicas.filter(({ versionId }) => versionId === this.variant.versionId);
    const kept = this.replicas.filter(({ id, address }) =>
      listed.some((one) => one.id === id && one.address === address),
    );
    for (const gone of this.replicas) if (!kept.includes(gone)) retire(gone);
    const fresh = listed
      .filter(({ id, address }) => kept.every((one) => one.id !== id || one.address !== address))
      .map((one) => new RemoteReplica(one, protocols[one.protocol].readyPath, this.options.nowMs));
    this.protocol = protocols[listed[0]?.protocol ?? 'open-inference'];
    this.replicas = [...kept, ...fresh];
    if (fresh.length > 0) void this.probe();
    if (this.failure !== null || this.isAsleep) this.settle();
  }

  async run(
    feeds: Tensors,
    { outputs, timeoutMs = LIMIT_MS, startWithinMs, onRan }: RunOptions = {},
  ): Promise<Tensors> {
    const wanted = outputs === undefined ? this.outputs : this.outputs.filter(({ name }) => outputs.includes(name));
    const call = this.protocol.call(feeds, wanted);
    this.budget.earned();
    const untilMs = performance.now() + timeoutMs;
    const startBy = startByOf(startWithinMs);
    if (this.maySleep && this.healthy().length === 0) await this.woken(timeoutMs, startBy - performance.now());
    if (performance.now() > startBy) throw tooLateToStart();
    const first = this.choose([]);
    try {
      return this.protocol.read(await timed(() => first.ask(call, timeoutMs), onRan), wanted);
    } catch (error) {
      const leftMs = untilMs - performance.now();
      const isAlone = this.replicas.every((replica) => replica === first);
      const isLate = leftMs <= 0 || performance.now() > startBy;
      if (!mayRetry(error) || isLate || isAlone || !this.budget.spend()) throw error;
      return this.protocol.read(await timed(() => this.choose([first]).ask(call, leftMs), onRan), wanted);
    }
  }

  async close(): Promise<void> {
    await this.joiner.drain();
    clearInterval(this.probing);
    for (const replica of this.replicas) retire(replica);
    this.replicas = [];
    this.settle();
  }

  private protocol: Protocol = openInferenceClient;

  private get isAsleep(): boolean {
    return this.maySleep && this.failure === null && this.replicas.length === 0;
  }

  /** woken waits until a container answers; whoever waits counts as an open request, by which the worker starts one. */
  private woken(timeoutMs: number, startWithinMs: number): Promise<void> {
    if (this.waiting.length >= MOST_WAITING)
      throw new InferenceError('replica_unavailable', 503, `v${this.variant.version} sleeps, and enough requests wait`);
    return new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(
        () => {
          this.waiting = this.waiting.filter((one) => one !== go);
          const text = `v${this.variant.version} did not start within ${timeoutMs} ms`;
          reject(startWithinMs < timeoutMs ? tooLateToStart() : new InferenceError('replica_unavailable', 503, text));
        },
        Math.min(timeoutMs, Math.max(0, startWithinMs)),
      );
      this.waiting.push(go);
    });
  }

  private healthy(): RemoteReplica[] {
    return this.replicas.filter(({ isHealthy }) => isHealthy);
  }

  private choose(except: readonly RemoteReplica[]): RemoteReplica {
    const others = this.replicas.filter((replica) => !except.includes(replica));
    const healthy = others.filter(({ isHealthy }) => isHealthy);
    const chosen = chooseReplica(this.choice, healthy.length > 0 ? healthy : others, this.turn, this.options.random);
    this.turn = (this.turn + 1) % Number.MAX_SAFE_INTEGER;
    if (chosen !== undefined) return chosen;
    throw new InferenceError('replica_unavailable', 503, `v${this.variant.version} has no container that answers`);
  }

  private async probe(): Promise<void> {
    const before = this.healthy().length;
    await Promise.all(this.replicas.map((replica) => replica.probe()));
    const now = this.healthy().length;
    if (now > 0 && !this.wasReady) {
      this.wasReady = true;
      this.settle();
    }
    if (now > 0) for (const go of this.waiting.splice(0)) go();
    if (now !== before) this.options.onChanged();
  }
}

const protocols: Readonly<Record<ReplicaProtocol, Protocol>> = {
  'open-inference': openInferenceClient,
  'tensorflow-serving': tensorflowServingClient,
  torchserve: torchserveClient,
  openai: openaiClient,
};

/** What broke off, or a replica that is stopping, is asked no more than once elsewhere; what timed out may still be at work. */
function mayRetry(error: unknown): boolean {
  if (error instanceof Unreachable) return error.isSafe;
  return error instanceof InferenceError && error.code === 'replica_unavailable';
}

/** The answers under way are waited for; then the connections go. */
function retire(replica: RemoteReplica): void {
  if (replica.outstanding === 0) return replica.close();
  setTimeout(() => retire(replica), PROBE_EVERY_MS).unref();
}
