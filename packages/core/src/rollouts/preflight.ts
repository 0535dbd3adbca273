import type { Preflight, PreflightCheck } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { canAnswer, stableOf } from '../serving/index.js';
import type { FreezeWindows } from './freeze-windows.js';
import type { RolloutDeps } from './rollout-acts.js';
import type { RolloutPorts } from './rollout-ports.js';

/** Asked is the version that might be rolled out, at which endpoint. */
export interface Asked {
  endpoint: string;
  model: string | undefined;
  version: number;
}

type Check = (name: PreflightCheck['name'], isPassed: boolean | null, why: string) => PreflightCheck;

const check: Check = (name, isPassed, why) => ({
  name,
  state: isPassed === null ? 'unknown' : isPassed ? 'passed' : 'failed',
  why,
});

/** preflight goes through the launch checklist of a version; it changes nothing, and a start refuses by itself what it must. */
export async function preflight(
  deps: RolloutDeps,
  freezes: FreezeWindows,
  ports: RolloutPorts,
  actor: Actor,
  { endpoint: name, model, version }: Asked,
): Promise<Preflight> {
  const endpoint = await deps.serving.requireEndpoint(actor, name);
  const stable = stableOf(await deps.serving.currentConfig(endpoint));
  const candidate = await deps.registry.requireVersion(actor, model ?? stable.model, version);
  const params = { name: candidate.model, version };
  const [gates, frozen, isWatched, { variants, activeRolloutId }] = await Promise.all([
    deps.gates.checkGates(actor, { params }),
    freezes.frozen(actor.workspaceId, name),
    ports.isWatched(actor.workspaceId, name),
    deps.serving.getEndpoint(actor, { params: { name } }),
  ]);
  const target = variants.find(({ role }) => role === 'stable');
  const runMs = candidate.facts?.runMs ?? null;
  const checks = [
    check('gates', gates.state === 'no_policy' ? null : gates.state === 'passed', gates.why),
    check(
      'warm_up',
      runMs === null ? null : true,
      runMs === null ? 'No trial run was measured.' : `A warm run takes ${runMs.toPrecision(2)} ms.`,
    ),
    check(
      'alerts',
      isWatched,
      isWatched ? 'A rule tells a channel of a way back.' : 'No rule tells a channel when it is rolled back.',
    ),
    check(
      'rollback_target',
      target !== undefined && canAnswer(target.state),
      `v${stable.version} is ${target?.state.replace('_', ' ') ?? 'not there'} at the gateways.`,
    ),
    check('freeze', frozen === null, frozen === null ? 'Nothing is frozen.' : `It is ${frozen.why}.`),
    check(
      'no_other_rollout',
      activeRolloutId === null,
      activeRolloutId === null ? 'No other rollout is under way.' : 'Another rollout is under way: end it first.',
    ),
  ];
  return { ready: checks.every(({ state }) => state !== 'failed'), checks };
}
