import type {
  BodyOf,
  endpointTable,
  EvidenceSegment,
  GuardrailEvidence,
  Page,
  QueryOf,
  Rollout,
  RolloutDecision,
  RolloutEvidence,
  RolloutPolicy,
  RolloutStep,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { dropSchedule, putSchedule } from '../kernel/jobs/enqueue.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { RegistryService } from '../registry/index.js';
import {
  acceptsAll,
  schemaOf,
  stableOf,
  type ConfigVariant,
  type SeenRow,
  type ServingService,
} from '../serving/index.js';
import { decide, type Decision } from './decide.js';
import { errorEvidence } from './evidence.js';
import { reconcileRolloutJob } from './rollouts.jobs.js';
import { policyOf, RolloutsRepository, rolloutView, stepsOf, type RolloutRow } from './rollouts.repository.js';

type Table = typeof endpointTable;
type ById = { params: { id: string } };
type Act = ById & { body: { why?: string | undefined } };

/** Start is what a canary needs beside its endpoint. */
export interface Start {
  model?: string | undefined;
  version: number;
  steps: RolloutStep[];
  policy: RolloutPolicy;
}

const ALL_BP = 10_000;
const LOOK_SECONDS = 1;
const LOOKS_KEPT = 300;
const scheduleKey = (rolloutId: string): string => `rollout:${rolloutId}`;

/** RolloutsService moves endpoints from a stable version to a candidate, with proof. */
export class RolloutsService {
  private readonly repository: RolloutsRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { registry: RegistryService; serving: ServingService },
  ) {
    this.repository = new RolloutsRepository(kit.db);
  }

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
    return { items: await Promise.all(items.map((row) => this.view(row))), nextCursor };
  }

  /** startRollout starts a canary; another active one on the endpoint, or a candidate that refuses today's inputs, is an error. */
  async startRollout(
    actor: Actor,
    { params, body }: { params: { name: string }; body: BodyOf<Table['startRollout']> },
  ): Promise<Rollout> {
    return this.getRollout(actor, { params: { id: await this.start(actor, params.name, body, null) } });
  }

  /** start is startRollout for other domains; a training run that made the candidate is kept with it. */
  async start(
    actor: Actor,
    endpointName: string,
    { model, version, steps, policy }: Start,
    trainingRunId: string | null,
  ): Promise<string> {
    const endpoint = await this.deps.serving.requireEndpoint(actor, endpointName);
    const stable = stableOf(await this.deps.serving.currentConfig(endpoint));
    const candidate = await this.deps.registry.requireVersion(actor, model ?? stable.model, version);
    if (candidate.id === stable.versionId)
      throw new SlipwayError('conflict', `v${version} is already stable at ${endpointName}.`);
    if (candidate.schema === null)
      throw new SlipwayError('schema_incompatible', `v${version} has no schema, so it cannot serve.`);
    const missing = acceptsAll(schemaOf(endpoint), candidate.schema);
    if (missing.length > 0)
      throw new SlipwayError(
        'schema_incompatible',
        `v${version} does not accept every input that ${endpointName} takes; v${stable.version} keeps serving.`,
        missing,
      );
    const id = uuidv7();
    const first = steps[0]!;
    try {
      await this.kit.db.transaction(async (tx) => {
        const firstConfig = endpoint.configNumber + 1;
        const now = this.kit.clock.now();
        await this.repository.create(tx, {
          id,
          workspaceId: actor.workspaceId,
          endpointId: endpoint.id,
          endpoint: endpointName,
          strategy: 'canary',
          fromVersionId: stable.versionId,
          toVersionId: candidate.id,
          model: stable.model,
          fromVersion: stable.version,
          toModel: candidate.model,
          toVersion: version,
          state: 'running',
          steps,
          policy,
          wantedBp: first.weightBp,
          firstConfig,
          sentence: 'Started; no candidate traffic yet.',
          trainingRunId,
          startedBy: actor.name,
          startedAt: now,
          stepStartedAt: now,
        });
        const variant: ConfigVariant = {
          role: 'candidate',
          versionId: candidate.id,
          model: candidate.model,
          version,
          weightBp: first.weightBp,
        };
        const number = await this.route(
          tx,
          actor,
          endpoint.id,
          id,
          [{ ...stable, weightBp: ALL_BP - first.weightBp }, variant],
          `canary of v${version} at ${first.weightBp / 100} %`,
        );
        if (number !== firstConfig)
          throw new SlipwayError(
            'conflict',
            `The routing of ${endpointName} changed meanwhile: look at it and start again.`,
          );
        await putSchedule(
          tx,
          { key: scheduleKey(id), workspaceId: actor.workspaceId, everySeconds: LOOK_SECONDS, enabled: true },
          reconcileRolloutJob,
          { rolloutId: id },
        );
        await this.note(
          tx,
          actor,
          id,
          endpointName,
          'rollouts.started',
          'start',
          `canary of v${version} beside v${stable.version}`,
          { from: stable.version, to: version, step: [0, 0] },
        );
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError('rollout_active', `A rollout is already active on ${endpointName}: end it first.`);
      throw error;
    }
    return id;
  }

  /** getRollout returns a rollout. */
  async getRollout(actor: Actor, { params }: ById): Promise<Rollout> {
    return this.view(await this.require(actor, params.id));
  }

  /** getRolloutEvidence returns counts by config, e-values over time, and every decision. */
  async getRolloutEvidence(actor: Actor, { params }: ById): Promise<RolloutEvidence> {
    const row = await this.require(actor, params.id);
    const [segments, looks, decisions] = await Promise.all([
      this.segments(row),
      this.repository.looks(row.id),
      this.repository.decisions(row.id),
    ]);
    return { segments, looks, decisions };
  }

  /** pauseRollout keeps the weight and stops deciding. */
  pauseRollout(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, async (tx, row, why) => {
      if (row.state === 'paused') throw new SlipwayError('conflict', 'The rollout is paused already.');
      await this.repository.update(tx, row.id, { state: 'paused', sentence: `Paused by ${actor.name}: ${why}` });
      await this.note(tx, actor, row.id, row.endpoint, 'rollouts.paused', 'pause', why, this.facts(row));
    });
  }

  /** resumeRollout goes on deciding; the step begins anew. */
  resumeRollout(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, async (tx, row, why) => {
      if (row.state !== 'paused') throw new SlipwayError('conflict', 'The rollout is not paused.');
      await this.repository.update(tx, row.id, {
        state: 'running',
        stepStartedAt: this.kit.clock.now(),
        sentence: `Resumed by ${actor.name}.`,
      });
      await this.note(tx, actor, row.id, row.endpoint, 'rollouts.resumed', 'resume', why, this.facts(row));
    });
  }

  /** promoteRollout gives the candidate all traffic now. */
  promoteRollout(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, (tx, row, why) => this.complete(tx, actor, row, 'promote', why));
  }

  /** abortRollout returns all traffic to stable now. */
  abortRollout(actor: Actor, call: Act): Promise<Rollout> {
    return this.act(actor, call, (tx, row, why) => this.returnToStable(tx, actor, row, 'aborted', 'abort', why));
  }

  /** reconcile makes one pass: load, evidence, decide, apply. It never trusts the last pass, and applies to a locked row only. */
  async reconcile({ rolloutId }: { rolloutId: string }, context: JobContext): Promise<void> {
    const row = await this.repository.find(rolloutId);
    if (row === null || row.endedAt !== null || row.state === 'paused') return;
    const [segments, seen] = await Promise.all([this.segments(row), this.deps.serving.seen(row.endpointId)]);
    const errors = errorEvidence(segments, policyOf(row));
    const now = this.kit.clock.now();
    const decision = decide(
      {
        step: row.step,
        steps: stepsOf(row),
        policy: policyOf(row),
        stepStartedAt: row.stepStartedAt,
        errors,
        candidateFailure: candidateFailure(seen, row),
      },
      now,
    );
    await context.commit(async (tx) => {
      const locked = await this.repository.lock(tx, rolloutId);
      if (locked === null || locked.endedAt !== null || locked.state === 'paused' || locked.step !== row.step) return;
      if (isWorthALook(row, errors, await this.repository.lastLookAt(tx, row.id), now))
        await this.repository.addLook(tx, row.id, {
          at: now.toISOString(),
          wantedBp: row.wantedBp,
          seenBp: seenBp(seen, row),
          harmE: errors.harmE,
          safeE: errors.safeE,
          stableRate: rate(errors.stable),
          candidateRate: rate(errors.candidate),
          candidateUnits: errors.candidate.units,
        });
      await this.repository.update(tx, row.id, { guardrails: [errors] });
      await this.apply(
        tx,
        context.actor,
        { ...locked, guardrails: [errors] as unknown as RolloutRow['guardrails'] },
        decision,
        segments,
      );
    });
  }

  private async apply(
    tx: Tx,
    actor: Actor,
    row: RolloutRow,
    decision: Decision,
    segments: readonly EvidenceSegment[],
  ): Promise<void> {
    switch (decision.act) {
      case 'hold':
        await this.repository.update(tx, row.id, {
          state: 'holding',
          nextLookAt: decision.lookAgainAt,
          sentence: `Holding at ${row.wantedBp / 100} %: ${decision.why}.`,
        });
        return;
      case 'pause':
        await this.repository.update(tx, row.id, {
          state: 'paused',
          nextLookAt: null,
          sentence: `Paused by Slipway: ${decision.why}.`,
        });
        return this.note(
          tx,
          actor,
          row.id,
          row.endpoint,
          'rollouts.paused',
          'pause',
          decision.why,
          this.facts(row),
          segments,
        );
      case 'advance':
        return this.advance(tx, actor, row, decision.toStep, decision.why, segments);
      case 'complete':
        return this.complete(tx, actor, row, 'complete', decision.why, segments);
      case 'roll_back':
        return this.returnToStable(tx, actor, row, 'rolled_back', 'roll_back', decision.why, segments);
    }
  }

  private async advance(
    tx: Tx,
    actor: Actor,
    row: RolloutRow,
    toStep: number,
    why: string,
    segments: readonly EvidenceSegment[],
  ): Promise<void> {
    const { weightBp } = stepsOf(row)[toStep]!;
    const [stable, candidate] = variantsOf(row, weightBp);
    await this.route(tx, actor, row.endpointId, row.id, [stable, candidate], `canary at ${weightBp / 100} %: ${why}`);
    await this.repository.update(tx, row.id, {
      state: 'running',
      step: toStep,
      wantedBp: weightBp,
      stepStartedAt: this.kit.clock.now(),
      sentence: `At ${weightBp / 100} %: ${why}.`,
    });
    await this.note(
      tx,
      actor,
      row.id,
      row.endpoint,
      'rollouts.advanced',
      'advance',
      why,
      { ...this.facts(row), step: [row.step, toStep] },
      segments,
    );
  }

  private async complete(
    tx: Tx,
    actor: Actor,
    row: RolloutRow,
    act: 'complete' | 'promote',
    why: string,
    segments: readonly EvidenceSegment[] = [],
  ): Promise<void> {
    const variant: ConfigVariant = {
      role: 'stable',
      versionId: row.toVersionId,
      model: row.toModel,
      version: row.toVersion,
      weightBp: ALL_BP,
    };
    await this.deps.registry.moveAlias(
      tx,
      actor,
      { name: row.toModel, alias: 'champion' },
      { version: row.toVersion, why },
    );
    await this.route(tx, actor, row.endpointId, null, [variant], `promoted: ${why}`);
    await this.end(tx, row, 'promoted', ALL_BP, `v${row.toVersion} has all traffic: ${why}.`);
    await this.note(
      tx,
      actor,
      row.id,
      row.endpoint,
      'rollouts.promoted',
      act,
      why,
      { ...this.facts(row), step: [row.step, stepsOf(row).length - 1] },
      segments,
    );
  }

  private async returnToStable(
    tx: Tx,
    actor: Actor,
    row: RolloutRow,
    state: 'aborted' | 'rolled_back',
    act: 'abort' | 'roll_back',
    why: string,
    segments: readonly EvidenceSegment[] = [],
  ): Promise<void> {
    const [stable] = variantsOf(row, 0);
    await this.route(
      tx,
      actor,
      row.endpointId,
      null,
      [stable],
      `${state === 'aborted' ? 'aborted' : 'rolled back'}: ${why}`,
    );
    await this.end(
      tx,
      row,
      state,
      0,
      `${state === 'aborted' ? `Aborted by ${actor.name}` : 'Rolled back'} to v${row.fromVersion}: ${why}.`,
    );
    await this.note(
      tx,
      actor,
      row.id,
      row.endpoint,
      state === 'aborted' ? 'rollouts.aborted' : 'rollouts.rolled_back',
      act,
      why,
      this.facts(row),
      segments,
    );
  }

  private async end(tx: Tx, row: RolloutRow, state: string, wantedBp: number, sentence: string): Promise<void> {
    await this.repository.update(tx, row.id, {
      state,
      wantedBp,
      sentence,
      endedAt: this.kit.clock.now(),
      nextLookAt: null,
    });
    await dropSchedule(tx, scheduleKey(row.id));
  }

  /** A person's act: on the locked row, so that it and a reconcile pass never both apply. */
  private async act(
    actor: Actor,
    { params, body }: Act,
    change: (tx: Tx, row: RolloutRow, why: string) => Promise<void>,
  ): Promise<Rollout> {
    await this.require(actor, params.id);
    await this.kit.db.transaction(async (tx) => {
      const row = await this.repository.lock(tx, params.id);
      if (row === null || row.endedAt !== null)
        throw new SlipwayError('conflict', `The rollout has ended: ${row?.sentence ?? 'it is gone'}`);
      await change(tx, row, body.why ?? 'by hand');
    });
    return this.getRollout(actor, { params });
  }

  private route(
    tx: Tx,
    actor: Actor,
    endpointId: string,
    rolloutId: string | null,
    variants: ConfigVariant[],
    why: string,
  ): Promise<number> {
    return this.deps.serving.appendConfig(tx, actor, { endpointId, variants, rolloutId, why });
  }

  /** note stores a decision with its evidence and its event, side by side. */
  private async note(
    tx: Tx,
    actor: Actor,
    rolloutId: string,
    endpoint: string,
    kind: `rollouts.${string}`,
    act: RolloutDecision['act'],
    why: string,
    facts: Facts,
    segments: readonly EvidenceSegment[] = [],
  ): Promise<void> {
    const [fromStep, toStep] = facts.step;
    await this.repository.addDecision(tx, rolloutId, {
      act,
      by: actor.name,
      why,
      fromStep,
      toStep,
      guardrails: facts.guardrails ?? [],
      segments,
    });
    await appendEvent(tx, actor, {
      kind,
      subjectKind: 'rollout',
      subjectName: `v${facts.from} to v${facts.to}`,
      endpoint,
      why,
      after: { rolloutId, from: facts.from, to: facts.to, step: toStep },
    });
  }

  private facts(row: RolloutRow): Facts {
    return {
      from: row.fromVersion,
      to: row.toVersion,
      step: [row.step, row.step],
      guardrails: row.guardrails as unknown as GuardrailEvidence[],
    };
  }

  private segments(row: RolloutRow): Promise<EvidenceSegment[]> {
    return this.deps.serving.segments(row.endpointId, row.firstConfig, row.toVersionId);
  }

  private async require(actor: Actor, id: string): Promise<RolloutRow> {
    const row = await this.repository.find(id, actor.workspaceId);
    if (row === null) throw notFound('rollout', id);
    return row;
  }

  private async view(row: RolloutRow): Promise<Rollout> {
    return rolloutView(
      row,
      row.endedAt === null ? seenBp(await this.deps.serving.seen(row.endpointId), row) : row.wantedBp,
    );
  }
}

interface Facts {
  from: number;
  to: number;
  step: [number, number];
  guardrails?: GuardrailEvidence[];
}

function variantsOf(row: RolloutRow, candidateBp: number): [ConfigVariant, ConfigVariant] {
  return [
    {
      role: 'stable',
      versionId: row.fromVersionId,
      model: row.model,
      version: row.fromVersion,
      weightBp: ALL_BP - candidateBp,
    },
    {
      role: 'candidate',
      versionId: row.toVersionId,
      model: row.toModel,
      version: row.toVersion,
      weightBp: candidateBp,
    },
  ];
}

function candidateFailure(seen: readonly SeenRow[], row: RolloutRow): string | null {
  const candidates = seen
    .flatMap(({ variants }) => variants)
    .filter(
      (variant) => variant.role === 'candidate' && variant.version === row.toVersion && variant.model === row.toModel,
    );
  return candidates.find(({ state }) => state === 'failed')?.detail ?? null;
}

/** seenBp is the candidate's weight once every live gateway runs the candidate; null while none reports it. */
function seenBp(seen: readonly SeenRow[], row: RolloutRow): number | null {
  const ready = seen.filter(({ variants }) =>
    variants.some((variant) => variant.role === 'candidate' && variant.version === row.toVersion),
  );
  return seen.length > 0 && ready.length === seen.length ? row.wantedBp : null;
}

/** A look is kept when the counts have changed; the longer a rollout lasts, the further its looks lie apart. */
function isWorthALook(row: RolloutRow, errors: GuardrailEvidence, lastLookAt: Date | null, now: Date): boolean {
  if (lastLookAt === null) return true;
  const apartMs = Math.max(LOOK_SECONDS * 500, (now.getTime() - row.startedAt.getTime()) / LOOKS_KEPT);
  if (now.getTime() - lastLookAt.getTime() < apartMs) return false;
  const [before] = row.guardrails as unknown as GuardrailEvidence[];
  return before === undefined || countsOf(before) !== countsOf(errors);
}

const countsOf = ({ stable, candidate }: GuardrailEvidence): string =>
  [stable.units, stable.events, candidate.units, candidate.events].join();

const rate = ({ units, events }: { units: number; events: number }): number | null =>
  units === 0 ? null : events / units;
