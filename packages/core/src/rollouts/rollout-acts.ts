import type {
  EventKind,
  FreezeOverride,
  GuardrailEvidence,
  RolloutDecision,
  RolloutObservation,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { toJson, type Tx } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { dropSchedule, enqueue, putSchedule } from '../kernel/jobs/enqueue.js';
import type { Kit } from '../kernel/kit.js';
import type { GatesService } from '../evaluation/index.js';
import type { RegistryService } from '../registry/index.js';
import type { ConfigVariant, ContainersService, ServingService } from '../serving/index.js';
import { configHash } from './replay-decision.js';
import { approvalsOf, waitsForApproval } from './approvals.js';
import { hooksOf } from './rollout-hooks.js';
import { reconcileRolloutJob, tellHookJob } from './rollouts.jobs.js';
import {
  armsOf,
  planOf,
  policyOf,
  rulesOf,
  stepsOf,
  type RolloutRow,
  type RolloutsRepository,
  type StoredArm,
} from './rollouts.repository.js';
import { assignmentAt } from './strategies/strategy-of.js';

/** RolloutDeps are the domains that a rollout acts on. */
export interface RolloutDeps {
  registry: RegistryService;
  serving: ServingService;
  containers: ContainersService;
  gates: GatesService;
}

/** Because is who acts, why, and what was known of the rollout; null before there is anything to know. */
export interface Because {
  actor: Actor;
  why: string;
  observation: RolloutObservation | null;
}

type ActName = RolloutDecision['act'];

const ALL_BP = 10_000;
const LOOK_SECONDS = 1;
const ENDS: readonly ActName[] = ['complete', 'promote', 'finish', 'roll_back', 'abort'];
const scheduleKey = (rolloutId: string): string => `rollout:${rolloutId}`;

/** RolloutActs is all that may happen to a rollout: each act routes, stores and logs in one transaction, on a row that is locked. */
export class RolloutActs {
  constructor(
    private readonly kit: Kit,
    private readonly deps: RolloutDeps,
    private readonly repository: RolloutsRepository,
  ) {}

  /** schedule has a look taken each second, which will begin the rollout when its time has come. */
  async schedule(tx: Tx, row: RolloutRow, because: Because): Promise<void> {
    await this.watch(tx, row);
    await this.note(tx, row, 'rollouts.scheduled', 'schedule', because);
  }

  /** start routes the first share to the candidate, and has a look taken each second; it returns the number of the config that it wrote. */
  async start(tx: Tx, row: RolloutRow, because: Because): Promise<number> {
    const firstConfig = await this.routeStep(tx, because.actor, row, 0, because.why);
    const { weightBp: wantedBp } = stepsOf(row)[0]!;
    const now = this.kit.clock.now();
    const began = { firstConfig, wantedBp, state: 'running', startedAt: now, stepStartedAt: now };
    await this.repository.update(tx, row.id, { ...began, sentence: 'Started; no candidate traffic yet.' });
    await this.watch(tx, row);
    await this.note(tx, row, 'rollouts.started', 'start', because);
    return firstConfig;
  }

  /** approve lets the rollout leave its step. */
  async approve(tx: Tx, row: RolloutRow, because: Because): Promise<void> {
    const approval = {
      step: row.step,
      by: because.actor.name,
      at: this.kit.clock.now().toISOString(),
      why: because.why,
    };
    await this.repository.update(tx, row.id, { approvals: toJson([...approvalsOf(row), approval]) });
    await this.note(tx, row, 'rollouts.approved', 'approve', because);
  }

  /** overrideFreeze lets the rollout go on until the freezes of now are over. */
  async overrideFreeze(tx: Tx, row: RolloutRow, until: Date, because: Because): Promise<void> {
    const { actor, why } = because;
    const at = this.kit.clock.now().toISOString();
    const override: FreezeOverride = { by: actor.name, at, why, until: until.toISOString() };
    await this.repository.update(tx, row.id, { freezeOverride: toJson(override) });
    await this.note(tx, row, 'rollouts.freeze_overridden', 'override_freeze', because);
  }

  /** reject ends the rollout because an approver says no to its next step. */
  async reject(tx: Tx, row: RolloutRow, because: Because): Promise<void> {
    if (!waitsForApproval(row))
      throw new SlipwayError('conflict', `The rollout waits for no approval. ${row.sentence}`);
    await this.returnToStable(tx, row, 'abort', { ...because, why: `not approved: ${because.why}` });
    const { id: rolloutId, endpoint, fromVersion: from, toVersion: to, step } = row;
    await appendEvent(tx, because.actor, {
      kind: 'rollouts.rejected',
      subjectKind: 'rollout',
      subjectName: `v${from} to v${to}`,
      endpoint,
      why: because.why,
      after: { rolloutId, from, to, step },
    });
  }

  /** pause keeps the weight and stops deciding. */
  async pause(tx: Tx, row: RolloutRow, because: Because): Promise<void> {
    const sentence = `Paused by ${because.actor.name}: ${because.why}.`;
    await this.repository.update(tx, row.id, { state: 'paused', nextLookAt: null, sentence });
    await this.note(tx, row, 'rollouts.paused', 'pause', because);
  }

  /** resume goes on deciding; the step begins anew, and checks are read anew. */
  async resume(tx: Tx, row: RolloutRow, because: Because): Promise<void> {
    const sentence = `Resumed by ${because.actor.name}.`;
    const arms = toJson(armsOf(row).map((arm) => ({ ...arm, checks: [] })));
    const anew = { state: 'running', stepStartedAt: this.kit.clock.now(), checks: [], arms };
    await this.repository.update(tx, row.id, { ...anew, sentence });
    await this.note(tx, row, 'rollouts.resumed', 'resume', because);
  }

  /** advance gives the candidate the share of the next step. */
  async advance(tx: Tx, row: RolloutRow, toStep: number, act: 'advance' | 'skip', because: Because): Promise<void> {
    const { weightBp } = stepsOf(row)[toStep]!;
    await this.routeStep(tx, because.actor, row, toStep, because.why);
    await this.repository.update(tx, row.id, {
      state: 'running',
      step: toStep,
      wantedBp: weightBp,
      stepStartedAt: this.kit.clock.now(),
      sentence: `At ${percent(weightBp)}: ${because.why}.`,
    });
    await this.note(tx, row, 'rollouts.advanced', act, because, toStep);
  }

  /** complete makes the candidate stable and champion; of several the one with the number `winner`. */
  async complete(
    tx: Tx,
    started: RolloutRow,
    act: 'complete' | 'promote',
    because: Because,
    winner?: number,
  ): Promise<void> {
    const row = winner === undefined ? started : await this.narrow(tx, started, winner);
    const { toVersion: version, toModel: model, toVersionId: versionId } = row;
    const { actor, why } = because;
    await this.deps.registry.moveAlias(
      tx,
      actor,
      { name: model, alias: 'champion' },
      { version, why, force: row.forcedWhy },
    );
    const stable: ConfigVariant = { role: 'stable', versionId, model, version, weightBp: ALL_BP };
    await this.routeAll(tx, actor, row, stable, `promoted: ${why}`);
    await this.end(tx, row, 'promoted', ALL_BP, `v${version} got all traffic: ${why}.`);
    await this.note(tx, row, 'rollouts.promoted', act, because, stepsOf(row).length - 1);
  }

  /** drop gives the share of one candidate of an A/B test to stable; everybody else stays where they are. */
  async drop(tx: Tx, row: RolloutRow, version: number, because: Because): Promise<void> {
    const arms = armsOf(row).map((arm) =>
      arm.version === version ? { ...arm, dropped: because.why, leads: false } : arm,
    );
    const dropped = { ...row, arms: toJson(arms) as RolloutRow['arms'] };
    await this.routeStep(tx, because.actor, dropped, row.step, `v${version} dropped: ${because.why}`);
    const wantedBp = sharedBp(arms);
    const sentence = `v${version} was taken out: ${because.why}.`;
    await this.repository.update(tx, row.id, { arms: toJson(arms), wantedBp, sentence, state: 'running' });
    await this.note(tx, row, 'rollouts.candidate_dropped', 'drop', because);
  }

  /** finish ends a rollout that moved no traffic. */
  async finish(tx: Tx, row: RolloutRow, because: Because): Promise<void> {
    await this.routeAll(tx, because.actor, row, stableAlone(row), `finished: ${because.why}`);
    await this.end(tx, row, 'finished', 0, `Finished; v${row.fromVersion} keeps all traffic: ${because.why}.`);
    await this.note(tx, row, 'rollouts.finished', 'finish', because);
  }

  /** returnToStable gives all traffic back to the stable version. */
  async returnToStable(tx: Tx, row: RolloutRow, act: 'abort' | 'roll_back', because: Because): Promise<void> {
    const [state, by] =
      act === 'abort' ? ['aborted', `Aborted by ${because.actor.name}`] : ['rolled_back', 'Rolled back'];
    await this.routeAll(tx, because.actor, row, stableAlone(row), `${state.replace('_', ' ')}: ${because.why}`);
    await this.end(tx, row, state, 0, `${by} to v${row.fromVersion}: ${because.why}.`);
    await this.note(tx, row, act === 'abort' ? 'rollouts.aborted' : 'rollouts.rolled_back', act, because);
  }

  /** A rollout whose candidate is the winner of several. */
  private async narrow(tx: Tx, row: RolloutRow, winner: number): Promise<RolloutRow> {
    const {
      versionId: toVersionId,
      model: toModel,
      version: toVersion,
    } = armsOf(row).find(({ version }) => version === winner)!;
    const to = { toVersionId, toModel, toVersion };
    await this.repository.update(tx, row.id, to);
    return { ...row, ...to };
  }

  private watch(tx: Tx, { id, workspaceId }: RolloutRow): Promise<void> {
    const schedule = { key: scheduleKey(id), workspaceId, everySeconds: LOOK_SECONDS, enabled: true };
    return putSchedule(tx, schedule, reconcileRolloutJob, { rolloutId: id });
  }

  private async end(tx: Tx, row: RolloutRow, state: string, wantedBp: number, sentence: string): Promise<void> {
    const endedAt = this.kit.clock.now();
    await this.repository.update(tx, row.id, { state, wantedBp, sentence, endedAt, nextLookAt: null });
    await dropSchedule(tx, scheduleKey(row.id));
  }

  /** The candidate stays loaded at a share of nothing, and stable at a share of all, so that the next change is instant. */
  private routeStep(tx: Tx, actor: Actor, row: RolloutRow, step: number, why: string): Promise<number> {
    const { weightBp } = stepsOf(row)[step]!;
    return this.deps.serving.appendConfig(tx, actor, {
      endpointId: row.endpointId,
      variants: variantsOf(row, weightBp),
      rolloutId: row.id,
      assignment: assignmentAt(planOf(row), rulesOf(row), step),
      why: `${strategyName(row)} at ${percent(weightBp)}: ${why}`,
    });
  }

  private routeAll(tx: Tx, actor: Actor, row: RolloutRow, to: ConfigVariant, why: string): Promise<number> {
    const { endpointId } = row;
    return this.deps.serving.appendConfig(tx, actor, { endpointId, variants: [to], rolloutId: null, why });
  }

  /** A decision is stored with all that it was made from, beside its event. */
  private async note(
    tx: Tx,
    row: RolloutRow,
    kind: EventKind,
    act: ActName,
    { actor, why, observation }: Because,
    toStep: number = row.step,
  ): Promise<void> {
    const guardrails = row.guardrails as unknown as GuardrailEvidence[];
    const { id: rolloutId, endpoint, fromVersion: from, toVersion: to } = row;
    const isAutomatic = actor.kind === 'system' && observation !== null;
    const arms = armsOf(row).map(({ version, guardrails: of }) => ({ version, guardrails: of }));
    const done = { act, by: actor.name, why, fromStep: row.step, toStep, guardrails, arms, isAutomatic };
    const rules = { plan: planOf(row), policy: policyOf(row) };
    const number = await this.repository.addDecision(tx, rolloutId, {
      ...done,
      configHash: configHash(rules),
      observation,
    });
    const after = { rolloutId, from, to, step: toStep };
    await appendEvent(tx, actor, {
      kind,
      subjectKind: 'rollout',
      subjectName: `v${from} to v${to}`,
      endpoint,
      why,
      after,
    });
    const isEnd = ENDS.includes(act);
    for (const { point, channel } of hooksOf(row))
      if (point === 'event' || (point === 'post_rollout' && isEnd))
        await enqueue(tx, actor, tellHookJob, { rolloutId, number, point, channel });
  }
}

const stableAlone = ({ fromVersionId: versionId, model, fromVersion: version }: RolloutRow): ConfigVariant => ({
  role: 'stable',
  versionId,
  model,
  version,
  weightBp: ALL_BP,
});

function variantsOf(row: RolloutRow, candidateBp: number): ConfigVariant[] {
  const { toVersionId: versionId, toModel, toVersion: version } = row;
  const stable = stableAlone(row);
  const plan = planOf(row);
  const inPlay = armsOf(row).filter(({ dropped }) => dropped === null);
  if (plan.strategy === 'ab_test')
    return [
      { ...stable, weightBp: ALL_BP - sharedBp(inPlay) },
      ...inPlay.map((arm): ConfigVariant => ({
        role: 'candidate',
        versionId: arm.versionId,
        model: arm.model,
        version: arm.version,
        weightBp: arm.weightBp,
        fromBp: arm.fromBp,
      })),
    ];
  const candidate = { versionId, model: toModel, version, weightBp: candidateBp };
  return [
    { ...stable, weightBp: ALL_BP - candidateBp },
    plan.strategy === 'shadow'
      ? { ...candidate, role: 'shadow', mirrorBp: plan.mirrorBp }
      : { ...candidate, role: 'candidate' },
  ];
}

const sharedBp = (arms: readonly StoredArm[]): number =>
  arms.reduce((sum, { dropped, weightBp }) => sum + (dropped === null ? weightBp : 0), 0);

const strategyName = ({ strategy }: RolloutRow): string =>
  strategy === 'ab_test' ? 'A/B test' : strategy.replace('_', '-');

const percent = (bp: number): string => `${bp / 100} %`;
