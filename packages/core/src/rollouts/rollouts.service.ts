import type {
  BodyOf,
  DecisionReplay,
  endpointTable,
  HookCall,
  ModelVersion,
  NewRollout,
  Page,
  PairReport,
  Preflight,
  QueryOf,
  Rollout,
  RolloutEvidence,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import type { RenameFollower } from '../registry/index.js';
import { stableOf, type SeenRow } from '../serving/index.js';
import { observe } from './observe.js';
import { approvalsOf, requireOther, waitsForApproval } from './approvals.js';
import { Barriers } from './barriers.js';
import { FreezeWindows } from './freeze-windows.js';
import { CheckReader } from './read-checks.js';
import { requireWinner } from './require-winner.js';
import { reconcile } from './reconcile.js';
import { replayDecision } from './replay-decision.js';
import { Replays } from './replays.js';
import { planRollout } from './plan-rollout.js';
import { preflight } from './preflight.js';
import { RolloutTemplates } from './rollout-templates.js';
import { noPorts, type RolloutPorts } from './rollout-ports.js';
import { RolloutHooks } from './rollout-hooks.js';
import type { tellHookJob } from './rollouts.jobs.js';
import { RolloutActs, type Because, type RolloutDeps } from './rollout-acts.js';
import {
  armsOf,
  hasBegun,
  RolloutsRepository,
  rolloutView,
  stepsOf,
  type RolloutRow,
  type StoredArm,
} from './rollouts.repository.js';
import { Simulator } from './simulator.js';
import { seenBp } from './seen-candidate.js';
import type { CountSources } from './judged-counts.js';
import { MetricsRepository } from './metrics.repository.js';
import { OutcomesRepository } from './outcomes.repository.js';

type Table = typeof endpointTable;
type ById = { params: { id: string } };
type Act = ById & { body: { why?: string | undefined } };

/** RolloutsService moves endpoints from a stable version to a candidate, with proof. */
export class RolloutsService {
  /** replays sends logged requests to a candidate before any user sees it. */
  readonly replays: Replays;
  /** simulator plays made-up rollouts. */
  readonly simulator = new Simulator();
  /** templates are ways to roll out, to begin a start with. */
  readonly templates: RolloutTemplates;
  private readonly repository: RolloutsRepository;
  /** ports are filled by create-core. */
  readonly ports: RolloutPorts = { ...noPorts };
  private readonly hooks: RolloutHooks;
  private readonly sources: CountSources;
  private readonly checks: CheckReader;
  /** freezes are times at which no rollout goes on. */
  readonly freezes: FreezeWindows;
  private readonly acts: RolloutActs;
  private readonly barriers: Barriers;

  constructor(
    private readonly kit: Kit,
    private readonly deps: RolloutDeps,
  ) {
    this.repository = new RolloutsRepository(kit.db);
    this.replays = new Replays(kit, deps);
    this.templates = new RolloutTemplates(kit);
    this.freezes = new FreezeWindows(kit, { serving: deps.serving, rollouts: this.repository });
    this.hooks = new RolloutHooks(kit, this.ports);
    this.sources = {
      serving: deps.serving,
      outcomes: new OutcomesRepository(kit.db),
      metrics: new MetricsRepository(kit.db),
    };
    this.checks = new CheckReader(kit, deps.serving, this.ports);
    this.acts = new RolloutActs(kit, deps, this.repository);
    this.barriers = new Barriers(this.freezes, this.acts, kit.clock);
  }

  /** followRename is the registry's: rollouts show a renamed model by its new name. */
  readonly followRename: RenameFollower = (tx, renaming) => this.repository.rename(tx, renaming);

  /** listRollouts pages through rollouts, newest first. */
  async listRollouts(actor: Actor, { query }: { query: QueryOf<Table['listRollouts']> }): Promise<Page<Rollout>> {
    const before = decodeCursor(query.cursor)?.[0];
    const { limit, endpoint, state } = query;
    const rows = await this.repository.list(actor.workspaceId, {
      limit,
      ...(endpoint && { endpoint }),
      ...(state && { state }),
      ...(before !== undefined && { before: String(before) }),
    });
    const { items, nextCursor } = pageOf(rows, limit, (row) => [row.id]);
    const active = items.filter(({ endedAt }) => endedAt === null).map(({ endpointId }) => endpointId);
    const seen = Map.groupBy(await this.deps.serving.states.seen(active), ({ endpointId }) => endpointId);
    return { items: items.map((row) => rolloutView(row, seenNow(row, seen.get(row.endpointId) ?? []))), nextCursor };
  }

  /** startRollout starts a rollout; another active one on the endpoint, or a candidate that refuses today's inputs, is an error. */
  async startRollout(
    actor: Actor,
    { params, body }: { params: { name: string }; body: BodyOf<Table['startRollout']> },
  ): Promise<Rollout> {
    return this.getRollout(actor, { params: { id: await this.start(actor, params.name, body, null) } });
  }

  /** start is startRollout for other domains; the training run that made the candidate is kept with it, and starts one rollout only. */
  async start(actor: Actor, endpoint: string, start: NewRollout, trainingRunId: string | null): Promise<string> {
    const started = trainingRunId === null ? null : await this.repository.ofTrainingRun(trainingRunId);
    if (started !== null) return started.id;
    const { configNumber, ...planned } = await planRollout(this.deps, actor, endpoint, start, {
      trainingRunId,
      now: this.kit.clock.now(),
    });
    await this.hooks.require(actor.workspaceId, planned.hooks);
    await this.checks.require(actor.workspaceId, planned.policy.checks);
    const candidates = await this.candidates(planned);
    const why = `${candidates.map(({ version }) => `v${version}`).join(', ')} beside v${planned.fromVersion}`;
    try {
      await this.kit.db.transaction(async (tx) => {
        for (const candidate of candidates)
          await this.deps.gates.requireGates(tx, actor, candidate, 'rollout', start.force?.why);
        const row = await this.repository.create(tx, planned);
        if (start.runsOn !== undefined)
          for (const candidate of candidates)
            await this.deps.containers.runVersion(tx, row.endpointId, candidate, start.runsOn);
        const because = { actor, why, observation: null };
        const { overrideFreeze } = start;
        const isOverridden =
          overrideFreeze !== undefined &&
          (await this.barriers.overrideFreeze(tx, row, { ...because, why: overrideFreeze.why }));
        if (planned.isLater) return this.acts.schedule(tx, row, because);
        if (!isOverridden) await this.barriers.require(tx, row, 0);
        const number = await this.acts.start(tx, row, because);
        if (number !== configNumber + 1)
          throw new SlipwayError(
            'conflict',
            `The routing of ${endpoint} changed meanwhile: look at it and start again.`,
          );
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new SlipwayError('rollout_active', await this.activeText(actor, endpoint));
      throw error;
    }
    return planned.id;
  }

  /** checkRollout goes through the launch checklist of a version; it changes nothing. */
  checkRollout(
    actor: Actor,
    { params, query }: { params: { name: string }; query: QueryOf<Table['checkRollout']> },
  ): Promise<Preflight> {
    const asked = { endpoint: params.name, model: query.model, version: query.version };
    return preflight(this.deps, this.freezes, this.ports, actor, asked);
  }

  /** getRollout returns a rollout. */
  async getRollout(actor: Actor, { params }: ById): Promise<Rollout> {
    const row = await this.require(actor, params.id);
    return rolloutView(row, seenNow(row, await this.deps.serving.seen(row.endpointId)));
  }

  /** getRolloutEvidence returns counts by config, e-values over time, and every decision. */
  async getRolloutEvidence(actor: Actor, { params }: ById): Promise<RolloutEvidence> {
    const row = await this.require(actor, params.id);
    const [{ observation }, looks, decisions] = await Promise.all([
      observe(this.sources, row, this.kit.clock.now()),
      this.repository.looks(row.id),
      this.repository.decisions(row.id),
    ]);
    return { counts: observation.counts, arms: observation.arms, looks, decisions };
  }

  /** getRolloutComparison tells how stable and candidate answered the same requests in shadow. */
  async getRolloutComparison(actor: Actor, { params }: ById): Promise<PairReport> {
    const {
      strategy,
      endpointId,
      firstConfig: fromConfig,
      toVersionId: versionId,
    } = await this.require(actor, params.id);
    if (strategy !== 'shadow')
      throw new SlipwayError('conflict', 'Only a shadow rollout sends the same requests to both versions.');
    return this.deps.serving.shadows.report({ endpointId, fromConfig, versionId });
  }

  /** replayDecision makes a decision again from its stored evidence, the last one of Slipway's own unless told. */
  async replayDecision(
    actor: Actor,
    { params, body }: ById & { body: BodyOf<Table['replayDecision']> },
  ): Promise<DecisionReplay> {
    const { id } = await this.require(actor, params.id);
    const found = await this.repository.decision(id, body.decision);
    if (found === null) throw notFound('decision', String(body.decision ?? 'of Slipway’s own'));
    if (found.observation === null)
      throw new SlipwayError(
        'conflict',
        `Decision ${found.decision.number} was made without evidence: there was none yet.`,
      );
    return replayDecision(found.decision, found.observation, body.counts);
  }

  /** pauseRollout keeps the weight and stops deciding. */
  pauseRollout(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, (tx, row, because) => {
      if (row.state === 'paused') throw new SlipwayError('conflict', 'The rollout is paused already.');
      return this.acts.pause(tx, row, because);
    });
  }

  /** resumeRollout goes on deciding; the step begins anew. */
  resumeRollout(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, (tx, row, because) => {
      if (row.state !== 'paused') throw new SlipwayError('conflict', 'The rollout is not paused.');
      return this.acts.resume(tx, row, because);
    });
  }

  /** skipRolloutStep goes to the next step now, without waiting for proof; after the last one the candidate has all traffic. */
  skipRolloutStep(actor: Actor, call: Act & { body: { fromStep?: number | undefined } }): Promise<Rollout> {
    return this.act(actor, call, async (tx, row, because) => {
      if (call.body.fromStep !== undefined && call.body.fromStep !== row.step)
        throw new SlipwayError('changed_meanwhile', `The rollout is at step ${row.step} now. ${row.sentence}`);
      if (row.strategy === 'ab_test')
        throw new SlipwayError('conflict', 'An A/B test has no further step: promote one of its candidates.');
      const next = row.step + 1;
      await this.requireWay(tx, row, next);
      if (next < stepsOf(row).length) await this.acts.advance(tx, row, next, 'skip', because);
      else await this.acts.complete(tx, row, 'promote', because);
    });
  }

  /** promoteRollout gives the candidate all traffic now; of an A/B test the one that is named. */
  promoteRollout(actor: Actor, call: Act & { body: { version?: number | undefined } }): Promise<Rollout> {
    return this.act(actor, call, async (tx, row, because) => {
      const { version } = call.body;
      requireWinner(row, version);
      await this.requireWay(tx, row, stepsOf(row).length);
      await this.acts.complete(tx, row, 'promote', because, version);
    });
  }

  /** approveRolloutStep lets a rollout that somebody else started leave its step. */
  approveRolloutStep(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, (tx, row, because) => {
      requireOther(row, actor);
      if (row.needsApproval === 'never' || approvalsOf(row).some(({ step }) => step === row.step))
        throw new SlipwayError('conflict', 'The rollout waits for no approval at this step.');
      return this.acts.approve(tx, row, because);
    });
  }

  /** overrideFreeze lets a rollout go on until the freezes of now are over. */
  overrideFreeze(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, async (tx, row, because) => {
      if (!(await this.barriers.overrideFreeze(tx, row, because)))
        throw new SlipwayError('conflict', `Nothing is frozen at ${row.endpoint} now.`);
    });
  }

  /** waitingForApproval are the rollouts that stand before a step which somebody else must let them take, the longest first. */
  async waitingForApproval({ workspaceId }: Actor): Promise<RolloutRow[]> {
    return (await this.repository.waiting(workspaceId)).filter(waitsForApproval);
  }

  /** rejectRolloutStep says no to the step that waits: all traffic returns to stable. */
  rejectRolloutStep(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, (tx, row, because) => this.acts.reject(tx, row, because));
  }

  /** listHookCalls returns what a rollout's webhooks answered, newest first. */
  async listHookCalls(actor: Actor, { params }: ById): Promise<{ items: HookCall[] }> {
    const { id } = await this.require(actor, params.id);
    return { items: await this.hooks.calls(id) };
  }

  /** tellHook is the job: tells a webhook of a decision. */
  async tellHook({ rolloutId, number, point, channel }: PayloadOf<typeof tellHookJob>): Promise<void> {
    const [row, found] = await Promise.all([
      this.repository.find(rolloutId),
      this.repository.decision(rolloutId, number),
    ]);
    if (row !== null && found !== null) await this.hooks.tell(row, { point, channel }, found.decision);
  }

  /** abortRollout returns all traffic to stable now. */
  abortRollout(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, (tx, row, because) => this.acts.returnToStable(tx, row, 'abort', because));
  }

  /** reconcile is the job: one pass over an active rollout. */
  reconcile({ rolloutId }: { rolloutId: string }, context: JobContext): Promise<void> {
    const { kit, repository, acts, barriers, hooks, checks } = this;
    const { serving, gates } = this.deps;
    const requireStart = async (tx: Tx, actor: Actor, row: RolloutRow): Promise<void> => {
      const endpoint = await serving.endpointById(row.endpointId, tx);
      const stable = endpoint && stableOf(await serving.currentConfig(endpoint, tx));
      if (stable?.versionId !== row.fromVersionId)
        throw new SlipwayError('conflict', `v${row.fromVersion} is not stable any more`);
      const approver: Actor = { ...actor, scopes: ['approve'] };
      for (const candidate of await this.candidates({ ...row, arms: armsOf(row) }, tx))
        await gates.requireGates(tx, approver, candidate, 'rollout', row.forcedWhy);
    };
    const parts = { kit, ...this.sources, repository, acts, barriers, hooks, checks, requireStart };
    return reconcile(parts, rolloutId, context);
  }

  /** Every version that might get traffic. */
  private candidates(
    { arms, toVersionId }: { arms: readonly StoredArm[]; toVersionId: string },
    tx?: Tx,
  ): Promise<ModelVersion[]> {
    const ids = arms.length === 0 ? [toVersionId] : arms.map(({ versionId }) => versionId);
    return Promise.all(ids.map((id) => this.deps.registry.versionById(id, tx)));
  }

  private async requireWay(tx: Tx, row: RolloutRow, toStep: number): Promise<void> {
    if (!hasBegun(row)) throw new SlipwayError('conflict', `The rollout has not begun yet. ${row.sentence}`);
    await this.barriers.require(tx, row, toStep);
  }

  private async activeText(actor: Actor, endpoint: string): Promise<string> {
    const active = await this.repository.active(actor.workspaceId, endpoint);
    if (active === null) return `A rollout was active on ${endpoint} until now: try again.`;
    const { toVersion, state, startedBy, sentence } = active;
    return `A rollout to v${toVersion} is ${state} on ${endpoint}, started by ${startedBy}; end it first. ${sentence}`;
  }

  /** A person's act: on the locked row, so that it and a pass never both apply. */
  private async act(
    actor: Actor,
    { params, body }: Act,
    change: (tx: Tx, row: RolloutRow, because: Because) => Promise<void>,
  ): Promise<Rollout> {
    const seen = await this.require(actor, params.id);
    // Before the lock: whoever waits for it holds a connection, and reading needs more of them.
    const { observation } = await observe(this.sources, seen, this.kit.clock.now());
    await this.kit.db.transaction(async (tx) => {
      const row = await this.repository.lock(tx, params.id);
      if (row === null || row.endedAt !== null)
        throw new SlipwayError('conflict', `The rollout has ended: ${row?.sentence ?? 'it is gone'}`);
      await change(tx, row, { actor, why: body.why ?? 'by hand', observation });
    });
    return this.getRollout(actor, { params });
  }

  private async require(actor: Actor, id: string): Promise<RolloutRow> {
    const row = await this.repository.find(id, actor.workspaceId);
    if (row === null) throw notFound('rollout', id);
    return row;
  }
}

/** What has ended is where it was wanted. */
const seenNow = (row: RolloutRow, seen: readonly SeenRow[]): number | null =>
  row.endedAt === null ? seenBp(seen, row) : row.wantedBp;
