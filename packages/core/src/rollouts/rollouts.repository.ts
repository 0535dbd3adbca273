import {
  RolloutLook,
  RolloutObservation,
  RolloutPlan,
  RolloutPolicy,
  type CheckReading,
  type FreezeOverride,
  type FrozenBaseline,
  type GuardrailEvidence,
  type MeasureEvidence,
  type Rollout,
  type RolloutDecision,
  type RolloutState,
  type RolloutStrategy,
  type RoutingRule,
  type ShownStep,
  type RolloutArm,
  NeedsApproval,
  RolloutApproval,
  RolloutHook,
} from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import { toJson, type Db, type Tx } from '../kernel/db.js';
import type { Renaming } from '../registry/index.js';
import { stepsOfPlan } from './strategies/strategy-of.js';

/** RolloutRow is a rollout as stored. */
export type RolloutRow = Prisma.RolloutGetPayload<object>;

/** StoredArm is one candidate of an A/B test as stored, with the piece of all draws that is its own. */
export type StoredArm = RolloutArm & { versionId: string; fromBp: number };

/** NewRolloutRow is a rollout about to start. */
export interface NewRolloutRow {
  id: string;
  workspaceId: string;
  endpointId: string;
  endpoint: string;
  fromVersionId: string;
  model: string;
  fromVersion: number;
  toVersionId: string;
  toModel: string;
  toVersion: number;
  arms: readonly StoredArm[];
  plan: RolloutPlan;
  rules: readonly RoutingRule[];
  policy: RolloutPolicy;
  firstConfig: number;
  trainingRunId: string | null;
  forcedWhy: string | null;
  startedBy: string;
  startedById: string | null;
  startAt: Date | null;
  needsApproval: NeedsApproval;
  hooks: readonly RolloutHook[];
  /** True when something must come before the first traffic. */
  isLater: boolean;
  startedAt: Date;
}

/** NewDecision is a decision about to be stored with its evidence. */
export type NewDecision = Omit<RolloutDecision, 'at' | 'number'> & { observation: RolloutObservation | null };

/** RolloutsRepository keeps rollouts, their decisions and their looks. */
export class RolloutsRepository {
  constructor(private readonly db: Db) {}

  /** rename writes a model's new name into its rollouts. */
  async rename(tx: Tx, { modelId, name }: Renaming): Promise<void> {
    await tx.$executeRaw`UPDATE "Rollout" r SET "model" = ${name} FROM "ModelVersion" v WHERE v."id" = r."fromVersionId" AND v."modelId" = ${modelId}::uuid`;
    await tx.$executeRaw`UPDATE "Rollout" r SET "toModel" = ${name} FROM "ModelVersion" v WHERE v."id" = r."toVersionId" AND v."modelId" = ${modelId}::uuid`;
    await tx.$executeRaw`
      UPDATE "Rollout" r SET "arms" = (
        SELECT jsonb_agg(CASE WHEN v."id" IS NULL THEN a.arm ELSE a.arm || jsonb_build_object('model', ${name}::text) END ORDER BY a.place)
        FROM jsonb_array_elements(r."arms") WITH ORDINALITY AS a(arm, place)
          LEFT JOIN "ModelVersion" v ON v."id" = (a.arm->>'versionId')::uuid AND v."modelId" = ${modelId}::uuid)
      WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(r."arms") a JOIN "ModelVersion" v ON v."id" = (a->>'versionId')::uuid WHERE v."modelId" = ${modelId}::uuid)`;
  }

  /** create stores a rollout at its first step. */
  create(tx: Tx, { plan, rules, policy, hooks, arms, isLater, startedAt, ...row }: NewRolloutRow): Promise<RolloutRow> {
    const steps = stepsOfPlan(plan);
    const wantedBp = isLater ? 0 : steps[0]!.weightBp;
    const beginning = {
      strategy: plan.strategy,
      state: isLater ? 'waiting' : 'running',
      wantedBp,
      sentence: !isLater
        ? 'Started; no candidate traffic yet.'
        : row.startAt === null
          ? 'Begins once its webhooks agree.'
          : `Begins at ${row.startAt.toISOString()}.`,
    };
    const data = {
      ...row,
      ...beginning,
      plan: toJson(plan),
      rules: toJson(rules),
      hooks: toJson(hooks),
      arms: toJson(arms),
      steps: toJson(steps),
      policy: toJson(policy),
      startedAt,
      stepStartedAt: startedAt,
    };
    return tx.rollout.create({ data });
  }

  /** ofTrainingRun is the rollout that a training run has started, or null. */
  ofTrainingRun(trainingRunId: string): Promise<RolloutRow | null> {
    return this.db.prisma.rollout.findFirst({ where: { trainingRunId } });
  }

  find(id: string, workspaceId?: string): Promise<RolloutRow | null> {
    return this.db.prisma.rollout.findFirst({ where: { id, ...(workspaceId && { workspaceId }) } });
  }

  /** active is the rollout of an endpoint that has not ended; null without one. */
  active(workspaceId: string, endpoint: string): Promise<RolloutRow | null> {
    return this.db.prisma.rollout.findFirst({ where: { workspaceId, endpoint, endedAt: null } });
  }

  /** waiting lists the rollouts of a workspace that something holds up. */
  waiting(workspaceId: string): Promise<RolloutRow[]> {
    return this.db.prisma.rollout.findMany({ where: { workspaceId, endedAt: null, state: 'waiting' } });
  }

  /** lock reads a rollout and keeps everybody else from changing it until the transaction ends. */
  async lock(tx: Tx, id: string): Promise<RolloutRow | null> {
    await tx.$queryRaw`SELECT 1 FROM "Rollout" WHERE "id" = ${id}::uuid FOR UPDATE`;
    return tx.rollout.findUnique({ where: { id } });
  }

  list(
    workspaceId: string,
    query: { limit: number; before?: string; endpoint?: string; state?: string },
  ): Promise<RolloutRow[]> {
    const { limit, before, ...filter } = query;
    return this.db.prisma.rollout.findMany({
      where: { workspaceId, ...filter, ...(before && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
  }

  async update(tx: Tx, id: string, change: Prisma.RolloutUncheckedUpdateInput): Promise<void> {
    await tx.rollout.update({ where: { id }, data: change });
  }

  /** addDecision stores a decision and returns its number. */
  async addDecision(tx: Tx, rolloutId: string, { observation, ...decision }: NewDecision): Promise<number> {
    const number = (await tx.rolloutDecision.count({ where: { rolloutId } })) + 1;
    await tx.rolloutDecision.create({
      data: {
        rolloutId,
        number,
        ...decision,
        guardrails: toJson(decision.guardrails),
        arms: toJson(decision.arms),
        ...(observation !== null && { observation: toJson(observation) }),
      },
    });
    return number;
  }

  async addLook(tx: Tx, rolloutId: string, look: RolloutLook): Promise<void> {
    await tx.rolloutLook.createMany({
      data: [{ rolloutId, at: new Date(look.at), look: toJson(look) }],
      skipDuplicates: true,
    });
  }

  async lastLookAt(tx: Tx, rolloutId: string): Promise<Date | null> {
    return (
      (await tx.rolloutLook.findFirst({ where: { rolloutId }, orderBy: { at: 'desc' }, select: { at: true } }))?.at ??
      null
    );
  }

  async decisions(rolloutId: string): Promise<RolloutDecision[]> {
    const rows = await this.db.prisma.rolloutDecision.findMany({
      where: { rolloutId },
      orderBy: { number: 'desc' },
      take: 500,
    });
    return rows.map(decisionView);
  }

  /** decision reads one decision with its observation: the numbered one, or else the last that Slipway made; null when there is none. */
  async decision(
    rolloutId: string,
    number: number | undefined,
  ): Promise<{ decision: RolloutDecision; observation: RolloutObservation | null } | null> {
    const row = await this.db.prisma.rolloutDecision.findFirst({
      where: { rolloutId, ...(number === undefined ? { isAutomatic: true } : { number }) },
      orderBy: { number: 'desc' },
    });
    if (row === null) return null;
    const observation = row.observation === null ? null : RolloutObservation.parse(row.observation);
    return { decision: decisionView(row), observation };
  }

  async looks(rolloutId: string): Promise<RolloutLook[]> {
    const rows = await this.db.prisma.rolloutLook.findMany({
      where: { rolloutId },
      orderBy: { at: 'desc' },
      take: 1_500,
    });
    return rows.map(({ look }) => RolloutLook.parse(look)).reverse();
  }
}

/** policyOf is the stored policy of a rollout; what it did not yet have when it started has its default. */
export const policyOf = (row: RolloutRow): RolloutPolicy => RolloutPolicy.parse(row.policy);

/** stepsOf are the stored steps of a rollout. */
export const stepsOf = (row: Pick<RolloutRow, 'steps'>): ShownStep[] => row.steps as unknown as ShownStep[];

/** hasBegun tells whether the candidate was ever routed to; a scheduled rollout has no config yet. */
export const hasBegun = ({ firstConfig }: Pick<RolloutRow, 'firstConfig'>): boolean => firstConfig > 0;

/** checksOf are the last readings of a rollout's checks. */
export const checksOf = (row: Pick<RolloutRow, 'checks'>): CheckReading[] => row.checks as unknown as CheckReading[];

/** planOf is the stored plan of a rollout; what plans did not yet have when it started has its default. */
export const planOf = (row: Pick<RolloutRow, 'plan'>): RolloutPlan => RolloutPlan.parse(row.plan);

/** rulesOf are the stored rules of a rollout. */
export const rulesOf = (row: RolloutRow): RoutingRule[] => row.rules as unknown as RoutingRule[];

/** armsOf are the candidates of an A/B test; none for any other strategy. Those of a test from before checks were read of each have none. */
export const armsOf = (row: Pick<RolloutRow, 'arms'>): StoredArm[] =>
  (row.arms as unknown as StoredArm[]).map((arm) => ({ ...arm, checks: (arm as Partial<StoredArm>).checks ?? [] }));

/** rolloutView is a rollout as the API shows it. */
export function rolloutView(row: RolloutRow, seenBp: number | null): Rollout {
  const { id, endpoint, model, fromVersion, toVersion, toModel, step, sentence, wantedBp, startedBy, trainingRunId } =
    row;
  return {
    id,
    endpoint,
    model,
    fromVersion,
    toVersion,
    toModel,
    step,
    sentence,
    wantedBp,
    seenBp,
    startedBy,
    trainingRunId,
    strategy: row.strategy as RolloutStrategy,
    plan: planOf(row),
    rules: rulesOf(row),
    state: row.state as RolloutState,
    startAt: row.startAt?.toISOString() ?? null,
    needsApproval: row.needsApproval as NeedsApproval,
    approvals: row.approvals as unknown as RolloutApproval[],
    freezeOverride: row.freezeOverride as FreezeOverride | null,
    hooks: row.hooks as unknown as RolloutHook[],
    steps: stepsOf(row),
    policy: policyOf(row),
    frozen: row.frozen as unknown as FrozenBaseline | null,
    guardrails: row.guardrails as unknown as GuardrailEvidence[],
    measures: row.measures as unknown as MeasureEvidence[],
    checks: checksOf(row),
    nextLookAt: row.nextLookAt?.toISOString() ?? null,
    stepStartedAt: row.stepStartedAt.toISOString(),
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    arms: armsOf(row).map(({ versionId: _versionId, fromBp: _fromBp, ...arm }) => arm),
  };
}

function decisionView(row: Prisma.RolloutDecisionGetPayload<object>): RolloutDecision {
  const { number, by, why, fromStep, toStep, isAutomatic, configHash } = row;
  return {
    number,
    at: row.at.toISOString(),
    act: row.act as RolloutDecision['act'],
    by,
    why,
    fromStep,
    toStep,
    isAutomatic,
    configHash,
    guardrails: row.guardrails as unknown as GuardrailEvidence[],
    arms: row.arms as unknown as RolloutDecision['arms'],
  };
}
