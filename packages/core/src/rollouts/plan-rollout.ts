import type {
  AbTestPlan,
  ModelVersion,
  NewRollout,
  RolloutPlan,
  RolloutPolicy,
  RoutingRule,
  VersionSchema,
} from '@slipway/contracts';
import { whoIs, type Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { uuidv7 } from '../kernel/uuid.js';
import { canServe } from '../registry/index.js';
import { acceptsAll, schemaOf, stableOf, type ConfigVariant, type EndpointRow } from '../serving/index.js';
import type { RolloutDeps } from './rollout-acts.js';
import type { NewRolloutRow, StoredArm } from './rollouts.repository.js';
import { checkMatches, checkPlan } from './strategies/check-plan.js';

/** Planned is a rollout with the number of the config that it was planned on. */
export type Planned = NewRolloutRow & { configNumber: number };

/** planRollout says what a rollout would be; a plan that contradicts itself, or a candidate that cannot serve what callers send today, is an error. */
export async function planRollout(
  { registry, serving }: Pick<RolloutDeps, 'registry' | 'serving'>,
  actor: Actor,
  endpointName: string,
  {
    policy,
    force,
    runsOn: _runsOn,
    overrideFreeze: _overrideFreeze,
    startAt,
    needsApproval,
    hooks,
    ...asked
  }: NewRollout,
  { trainingRunId, now }: { trainingRunId: string | null; now: Date },
): Promise<Planned> {
  const { plan, rules, candidates } = askedOf(asked);
  const endpoint = await serving.requireEndpoint(actor, endpointName);
  const features = (schemaOf(endpoint) as VersionSchema).features.map(({ name }) => name);
  const wrong = [...checkPlan(plan, rules), ...checkMatches(plan, rules, features)];
  if (wrong.length > 0) throw new SlipwayError('invalid_request', 'The parts of the plan do not fit.', wrong);
  const stable = stableOf(await serving.currentConfig(endpoint));
  const versions: ModelVersion[] = [];
  for (const { model, version } of candidates) {
    const candidate = await registry.requireVersion(actor, model ?? stable.model, version);
    requireCandidate(endpoint, stable, candidate);
    requireOutcomes(policy, candidate.schema as VersionSchema);
    versions.push(candidate);
  }
  const candidate = versions[0]!;
  return {
    id: uuidv7(),
    workspaceId: actor.workspaceId,
    endpointId: endpoint.id,
    endpoint: endpointName,
    fromVersionId: stable.versionId,
    model: stable.model,
    fromVersion: stable.version,
    toVersionId: candidate.id,
    toModel: candidate.model,
    toVersion: candidate.version,
    arms: plan.strategy === 'ab_test' ? armsOf(plan, versions) : [],
    plan,
    rules,
    policy,
    firstConfig: 0,
    configNumber: endpoint.configNumber,
    trainingRunId,
    forcedWhy: force?.why ?? null,
    startedBy: actor.name,
    startedById: whoIs(actor),
    startAt: startAt === undefined ? null : new Date(startAt),
    needsApproval,
    hooks,
    isLater: startAt !== undefined || hooks.some(({ point }) => point === 'confirm_rollout' || point === 'pre_rollout'),
    startedAt: now,
  };
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Asked = Without<
  NewRollout,
  'policy' | 'force' | 'overrideFreeze' | 'runsOn' | 'startAt' | 'needsApproval' | 'hooks'
>;

interface AskedPlan {
  plan: RolloutPlan;
  rules: RoutingRule[];
  candidates: { model?: string | undefined; version: number }[];
}

/** An A/B test names its candidates in its plan, any other strategy beside it. */
function askedOf(asked: Asked): AskedPlan {
  if (asked.strategy === 'ab_test') {
    const { rules, ...plan } = asked;
    return { plan, rules, candidates: plan.arms };
  }
  const { model, version, rules, ...plan } = asked;
  return { plan, rules, candidates: [{ model, version }] };
}

function requireCandidate(endpoint: EndpointRow, stable: ConfigVariant, candidate: ModelVersion): void {
  const { version } = candidate;
  if (candidate.id === stable.versionId)
    throw new SlipwayError('conflict', `v${version} is already stable at ${endpoint.name}.`);
  if (!canServe(candidate))
    throw new SlipwayError('schema_incompatible', `v${version} is kept as files, so it cannot serve.`);
  const missing = acceptsAll(schemaOf(endpoint), candidate.schema);
  if (missing.length > 0)
    throw new SlipwayError(
      'schema_incompatible',
      `v${version} does not accept every input that ${endpoint.name} takes; v${stable.version} keeps serving.`,
      missing,
    );
}

/** Each candidate keeps its own piece of all draws, so that one that is dropped moves nobody else. */
function armsOf({ arms }: AbTestPlan, versions: readonly ModelVersion[]): StoredArm[] {
  let edge = 0;
  return arms.map(({ weightBp }, i) => {
    const { id: versionId, model, version } = versions[i]!;
    const fromBp = edge;
    edge += weightBp;
    return {
      versionId,
      model,
      version,
      weightBp,
      fromBp,
      dropped: null,
      goal: null,
      guardrails: [],
      measures: [],
      checks: [],
      leads: false,
    };
  });
}

/** Of a version that predicts values only a person can say what is wrong. */
function requireOutcomes({ guardrails, outcomes }: RolloutPolicy, { outputs }: VersionSchema): void {
  const isOfValues = outputs.some(({ role }) => role === 'value') && outputs.every(({ role }) => role !== 'label');
  if (!guardrails.includes('wrong_predictions') || !isOfValues || outcomes.wrongBeyond !== undefined) return;
  throw new SlipwayError(
    'invalid_request',
    'The version predicts values: say by how much a wrong one misses its outcome.',
    [{ path: 'policy.outcomes.wrongBeyond', message: 'is needed for wrong_predictions of values' }],
  );
}
