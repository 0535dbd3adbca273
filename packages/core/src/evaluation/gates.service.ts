import type {
  Evaluation,
  FieldError,
  GateCheck,
  GatePolicy,
  GateResult,
  ModelVersion,
  NewGatePolicy,
} from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import type { RegistryService, RenameFollower } from '../registry/index.js';
import { EvaluationRepository, evaluationView } from './evaluation.repository.js';
import { GatesRepository } from './gates.repository.js';
import { dataMetrics, gateSentence, isPassed, judgeGates, speedMetrics } from './judge-gates.js';

const MEBIBYTE = 1024 * 1024;

/** Wanted is what a version is about to become: the holder of an alias, or a rollout's candidate. */
export type Wanted = { alias: string } | 'rollout';

/** GatesService keeps what a model asks of its versions and refuses, on every route, those that have not shown it. */
export class GatesService {
  private readonly policies: GatesRepository;
  private readonly evaluations: EvaluationRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { registry: RegistryService },
  ) {
    this.policies = new GatesRepository(kit.db);
    this.evaluations = new EvaluationRepository(kit.db);
  }

  /** followRename is the registry's: a renamed model keeps its gates. */
  readonly followRename: RenameFollower = (tx, renaming) => this.policies.rename(tx, renaming);

  /** getGatePolicy returns what a model asks of its versions. */
  async getGatePolicy(actor: Actor, { params }: { params: { name: string } }): Promise<GatePolicy> {
    const { name } = await this.deps.registry.getModel(actor, { params });
    const policy = await this.policies.find(actor.workspaceId, name);
    if (policy === null) throw notFound('gate policy', name);
    return policy;
  }

  /** policyOf is getGatePolicy for other domains; null when nothing is asked. */
  policyOf(actor: Actor, model: string): Promise<GatePolicy | null> {
    return this.policies.find(actor.workspaceId, model);
  }

  /** setGatePolicy sets it; versions that hold an alias already keep it. */
  async setGatePolicy(
    actor: Actor,
    { params, body }: { params: { name: string }; body: NewGatePolicy },
  ): Promise<GatePolicy> {
    await this.deps.registry.getModel(actor, { params });
    await this.kit.db.transaction(async (tx) => {
      const before = await this.policies.find(actor.workspaceId, params.name, tx);
      await this.policies.set(tx, actor.workspaceId, params.name, body, actor.name);
      await appendEvent(tx, actor, {
        kind: 'evaluation.gates_set',
        subjectKind: 'model',
        subjectName: params.name,
        ...(before && { before: { gates: before.gates, aliases: before.aliases, rollouts: before.rollouts } }),
        after: body,
      });
    });
    return this.getGatePolicy(actor, { params });
  }

  /** deleteGatePolicy asks nothing any more. */
  async deleteGatePolicy(actor: Actor, { params }: { params: { name: string } }): Promise<void> {
    const before = await this.getGatePolicy(actor, { params });
    await this.kit.db.transaction(async (tx) => {
      await this.policies.delete(tx, actor.workspaceId, params.name);
      await appendEvent(tx, actor, {
        kind: 'evaluation.gates_removed',
        subjectKind: 'model',
        subjectName: params.name,
        before: { gates: before.gates, aliases: before.aliases, rollouts: before.rollouts },
      });
    });
  }

  /** checkGates holds a version against its model's policy, by its newest evaluation on the policy's dataset. */
  async checkGates(actor: Actor, { params }: { params: { name: string; version: number } }): Promise<GateCheck> {
    return this.check(actor, await this.deps.registry.requireVersion(actor, params.name, params.version));
  }

  /**
   * requireGates refuses with `gate_refused`, naming each rule, what a version wants to become but has not earned; the refusal is written
   * down although the caller's transaction ends with it. With `force`, a reason, an approver lets it through, which is written down too.
   */
  async requireGates(
    tx: Tx,
    actor: Actor,
    version: ModelVersion,
    wanted: Wanted,
    force?: string | null,
  ): Promise<void> {
    const policy = await this.policies.find(actor.workspaceId, version.model, tx);
    const asked = policy !== null && (wanted === 'rollout' ? policy.rollouts : policy.aliases.includes(wanted.alias));
    if (!asked) return;
    const check = await this.check(actor, version, tx);
    if (check.state === 'passed') return;
    const after = {
      version: version.version,
      ...(wanted === 'rollout' ? { rollout: true } : wanted),
      verdict: check.why,
    };
    const event = { subjectKind: 'model' as const, subjectName: version.model, after };
    if (force) {
      requireApprover(actor);
      await appendEvent(tx, actor, { kind: 'evaluation.gate_forced', why: force, ...event });
      return;
    }
    this.noteRefusal(actor, { kind: 'evaluation.gate_refused', why: check.why, ...event });
    const aim = wanted === 'rollout' ? 'be rolled out' : `become ${wanted.alias}`;
    const text = `v${version.version} of ${version.model} may not ${aim}. ${check.why}`;
    throw new SlipwayError('gate_refused', text, check.gates.filter((gate) => !isPassed(gate)).map(fieldError));
  }

  /** In a transaction of its own, not awaited: the caller's, which holds a connection, is about to be rolled back. */
  private noteRefusal(actor: Actor, event: Parameters<typeof appendEvent>[2]): void {
    this.kit.db
      .transaction((tx) => appendEvent(tx, actor, event))
      .catch((error: unknown) => this.kit.log.error('a refusal was not written down', { error: errorText(error) }));
  }

  private async check(actor: Actor, version: ModelVersion, tx?: Tx): Promise<GateCheck> {
    const policy = await this.policies.find(actor.workspaceId, version.model, tx);
    const base = { model: version.model, version: version.version, policy, gates: [], evaluationId: null };
    if (policy === null) return { ...base, state: 'no_policy', why: 'Nothing is asked of versions of this model.' };
    const row = await this.evaluations.newestDone(version.id, policy.dataset, tx);
    if (row === null)
      return {
        ...base,
        state: 'not_evaluated',
        why: `It was never evaluated on ${policy.dataset}: evaluate it first.`,
      };
    const evaluation = evaluationView(row);
    const champion = await this.championNow(actor, version, tx);
    const judged = judgeGates(policy.gates, {
      rows: evaluation.rows ?? 0,
      metrics: [
        ...evaluation.metrics,
        ...speedMetrics(evaluation.speed),
        ...dataMetrics(evaluation.rows ?? 0, evaluation.skipped),
        ...metricsOfVersion(version),
      ],
      slices: evaluation.slices,
      champion: comparedWith(evaluation, champion),
    }).gates.map((gate) => (champion === null ? withoutChampion(gate) : gate));
    const state = judged.every(isPassed) ? 'passed' : 'failed';
    const why = gateSentence(judged) + (state === 'failed' ? staleSentence(evaluation, champion) : '');
    return { ...base, state, why, gates: judged, evaluationId: evaluation.id };
  }

  /** The version that holds `champion` now, unless it is this one. */
  private async championNow(actor: Actor, version: ModelVersion, tx?: Tx): Promise<number | null> {
    const held = await this.deps.registry.aliasHolder(actor, version.model, 'champion', tx);
    return held === version.version ? null : held;
  }
}

function requireApprover({ scopes }: Actor): void {
  if (!scopes.includes('approve') && !scopes.includes('admin'))
    throw new SlipwayError(
      'forbidden',
      'Only somebody with the scope `approve` may force a version through its gates.',
    );
}

const fieldError = ({ metric, measured, op, threshold }: GateResult): FieldError => ({
  path: metric,
  message: `${measured ?? 'not measured'}, wanted ${op} ${threshold}`,
});

/** A comparison with a former champion says nothing about the present one. */
function staleSentence(evaluation: Evaluation, champion: number | null): string {
  if (champion === null || evaluation.champion?.version === champion) return '';
  const compared = evaluation.champion === null ? 'no champion' : `v${evaluation.champion.version}`;
  return ` It was compared with ${compared}, the champion is v${champion}: evaluate it again.`;
}

function comparedWith(evaluation: Evaluation, champion: number | null): Evaluation['champion'] {
  return champion !== null && evaluation.champion?.version === champion ? evaluation.champion : null;
}

function withoutChampion(gate: GateResult): GateResult {
  return gate.compare === 'value' ? gate : { ...gate, outcome: 'not_applicable' };
}

/** What a gate may ask of the files themselves. */
function metricsOfVersion({ sizeBytes, facts }: ModelVersion): Evaluation['metrics'] {
  const plain = (name: string, value: number) => ({ name, value, low: null, high: null });
  const runMs = facts?.runMs ?? null;
  return [plain('size_mb', sizeBytes / MEBIBYTE), ...(runMs === null ? [] : [plain('run_ms', runMs)])];
}
