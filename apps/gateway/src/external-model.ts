import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { ExternalTarget } from '@slipway/contracts';
import { errorText, type Core, type OpenTarget, type Route, type RoutedVariant } from '@slipway/core';
import {
  InferenceError,
  openInferenceClient,
  startByOf,
  tensorflowServingClient,
  tooLateToStart,
  torchserveClient,
  type ModelRunner,
  type ReplicaAnswer,
  type ReplicaProtocol,
  type RunOptions,
  type Tensors,
  type TensorSpec,
  type VersionSchema,
} from '@slipway/inference';
import { jsonProtocol } from './json-protocol.js';
import { readAnswer, timed, Unreachable } from './read-answer.js';
import { RetryBudget } from './retry-budget.js';
import type { VariantModel } from './variant-model.js';

const LOOK_EVERY_MS = 30_000;
const LOOK_AGAIN_MS = 3_000;

/**
 * ExternalModel is one endpoint of others as this gateway asks it. It is ready once its address was checked and its secret found; both are
 * looked at again each half minute, so that a new address or the next value of a secret is followed without a new version. A
 * request whose connection broke is sent once more, within a budget.
 */
export class ExternalModel implements VariantModel, ModelRunner {
  readonly kind = 'replicas';
  readonly measuredRunMs = null;
  readonly restarts = 0;
  outstanding = 0;
  readonly failedAtMs = null;
  detail: string | null = null;
  readonly settled: Promise<void>;
  private readonly target: ExternalTarget;
  private readonly protocol: ReplicaProtocol;
  private readonly outputs: readonly TensorSpec[];
  private readonly budget = new RetryBudget();
  private readonly agent: HttpAgent;
  private opened: OpenTarget | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(
    private readonly core: Pick<Core, 'externalTargets'>,
    private readonly workspaceId: Route['workspaceId'],
    { target, schema }: Pick<RoutedVariant, 'target' | 'schema'>,
    private readonly onChanged: () => void,
  ) {
    if (target === null) throw new Error('an external variant has a target');
    this.target = target;
    this.outputs = schema.tensorOutputs as TensorSpec[];
    this.protocol = protocolOf(target, schema as VersionSchema);
    const options = { keepAlive: true, lookup: this.pinned };
    this.agent = target.url.startsWith('https:') ? new HttpsAgent(options) : new HttpAgent(options);
    this.settled = this.look();
  }

  get state(): VariantModel['state'] {
    if (this.opened !== null) return 'ready';
    return this.detail === null ? 'starting' : 'failed';
  }

  get where(): string {
    return `asked at ${new URL(this.target.url).host}`;
  }

  runnerFor(): ModelRunner | null {
    return this.opened === null ? null : this;
  }

  async run(feeds: Tensors, options: RunOptions = {}): Promise<Tensors> {
    const { outputs, timeoutMs = this.target.timeoutMs, startWithinMs, onRan } = options;
    const wanted = outputs === undefined ? this.outputs : this.outputs.filter(({ name }) => outputs.includes(name));
    const { headers, body } = this.protocol.call(feeds, wanted);
    this.budget.earned();
    const untilMs = performance.now() + Math.min(timeoutMs, this.target.timeoutMs);
    const startBy = startByOf(startWithinMs);
    if (performance.now() > startBy) throw tooLateToStart();
    try {
      return this.protocol.read(await timed(() => this.ask(headers, body, untilMs), onRan), wanted);
    } catch (error) {
      const isLate = performance.now() > Math.min(untilMs, startBy);
      if (!(error instanceof Unreachable && error.isSafe) || isLate || !this.budget.spend()) throw error;
      return this.protocol.read(await timed(() => this.ask(headers, body, untilMs), onRan), wanted);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.settled;
    if (this.timer !== null) clearTimeout(this.timer);
    this.retire();
  }

  private ask(headers: Readonly<Record<string, string>>, body: Uint8Array, untilMs: number): Promise<ReplicaAnswer> {
    if (this.opened === null)
      throw new InferenceError('replica_unavailable', 503, `the target cannot be asked: ${this.detail}`);
    const { url, authorize } = this.opened;
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const request = send(url, {
      method: 'POST',
      agent: this.agent,
      headers: { ...lower, ...authorize(lower, body), 'content-length': body.byteLength, 'user-agent': 'slipway' },
    });
    return readAnswer(request, body, Math.max(1, untilMs - performance.now()));
  }

  /** What was found stays in use while only the database or a name server is away; a refusal ends it at once. */
  private async look(): Promise<void> {
    const before = this.state;
    try {
      this.opened = await this.core.externalTargets.open(this.workspaceId, this.target);
      this.detail = null;
    } catch (error) {
      this.detail = errorText(error);
      if (refusals.has((error as { code?: unknown }).code)) this.opened = null;
    }
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.look(), this.detail === null ? LOOK_EVERY_MS : LOOK_AGAIN_MS).unref();
    if (this.state !== before) this.onChanged();
  }

  /** Connections go to the very address that was checked. */
  private readonly pinned: LookupFunction = (_host, options, callback) => {
    const { address, family } = this.opened ?? { address: '', family: 4 };
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };

  private retire(): void {
    if (this.outstanding === 0) return this.agent.destroy();
    setTimeout(() => this.retire(), 500).unref();
  }
}

const refusals: ReadonlySet<unknown> = new Set(['outbound_refused', 'not_found', 'conflict']);

function protocolOf(target: ExternalTarget, schema: VersionSchema): ReplicaProtocol {
  switch (target.protocol) {
    case 'open-inference':
      return openInferenceClient;
    case 'tensorflow-serving':
      return tensorflowServingClient;
    case 'torchserve':
      return torchserveClient;
    case 'json':
    case 'sagemaker':
    case 'vertex':
      return jsonProtocol(schema, target);
  }
}
