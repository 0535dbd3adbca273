import type { NewRollout, RolloutPolicy, VersionSchema } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { SlipwayError } from '../kernel/errors.js';
import { uuidv7 } from '../kernel/uuid.js';
import { canServe } from '../registry/index.js';
import { acceptsAll, schemaOf, stableOf } from '../serving/index.js';
import { whoIs } from './approvals.js';
import type { RolloutDeps } from './rollout-acts.js';
import type { NewRolloutRow } from './rollouts.repository.js';
import { checkPlan } from './strategies/check-plan.js';

/** Planned is a rollout with the number of the config that it was planned on. */
export type Planned = NewRolloutRow & { configNumber: number };

/** planRollout says what a rollout would be; a plan that contradicts itself, or a candidate that cannot serve what callers send today, is an error. */
export async function planRollout(
  { registry, serving }: Pick<RolloutDeps, 'registry' | 'serving'>,
  actor: Actor,
  endpointName: string,
  { model, version, policy, rules, force, runsOn: _runsOn, startAt, needsApproval, hooks, ...plan }: NewRollout,
  { trainingRunId, now }: { trainingRunId: string | null; now: Date },
): Promise<Planned> {
  const wrong = checkPlan(plan);
  if (wrong.length > 0) throw new SlipwayError('invalid_request', 'The steps and the cohorts do not fit.', wrong);
  const endpoint = await serving.requireEndpoint(actor, endpointName);
  const stable = stableOf(await serving.currentConfig(endpoint));
  const candidate = await registry.requireVersion(actor, model ?? stable.model, version);
  if (candidate.id === stable.versionId)
    throw new SlipwayError('conflict', `v${version} is already stable at ${endpointName}.`);
  if (!canServe(candidate))
    throw new SlipwayError('schema_incompatible', `v${version} is kept as files, so it cannot serve.`);
  requireOutcomes(policy, candidate.schema as VersionSchema);
  const missing = acceptsAll(schemaOf(endpoint), candidate.schema);
  if (missing.length > 0)
    throw new SlipwayError(
      'schema_incompatible',
      `v${version} does not accept every input that ${endpointName} takes; v${stable.version} keeps serving.`,
      missing,
    );
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
    toVersion: version,
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
