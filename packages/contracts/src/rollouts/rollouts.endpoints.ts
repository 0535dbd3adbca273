import { z } from 'zod';
import { endpoints } from '../kernel/endpoint.js';
import { EndpointName, Id, ModelName, VersionNumber } from '../kernel/names.js';
import { page, PageQuery } from '../kernel/page.js';
import { JobAccepted } from '../jobs/jobs.schemas.js';
import { FreezeWindow, HookCall, NewFreezeWindow, Preflight } from './control.schemas.js';
import { NewReplay, PairReport, Replay } from './comparison.schemas.js';
import { DecisionReplay, NewDecisionReplay, NewRollout, Rollout, RolloutEvidence, RolloutState } from './rollouts.schemas.js';
import { NewSimulation, NewTestSimulation, Simulation, TestSimulation } from './simulation.schemas.js';
import { RolloutTemplate, SavedRollout, TemplateName } from './templates.schemas.js';

const ById = z.strictObject({ id: Id });
const Why = z.strictObject({ why: z.string().max(1000).optional() });
const act = { access: 'write', params: ById, body: Why, response: Rollout, errors: ['not_found', 'conflict'] } as const;
const goesOn = { ...act, errors: [...act.errors, 'approval_required', 'frozen'] } as const;
const Promote = Why.extend({ version: VersionNumber.optional().describe('which candidate of an A/B test; needed there, and refused elsewhere') });
const Skip = Why.extend({ fromStep: z.number().int().min(0).max(19).optional().describe('the step to leave; refused when the rollout has left it meanwhile') });

/** rolloutsEndpoints: start, watch and steer the move to a candidate. */
export const rolloutsEndpoints = endpoints('rollouts', {
  listRollouts: { method: 'GET', path: '/rollouts', summary: 'List rollouts, newest first', access: 'read', query: PageQuery.extend({ endpoint: z.string().max(63).optional(), state: RolloutState.optional() }), response: page(Rollout) },
  startRollout: {
    method: 'POST', path: '/endpoints/{name}/rollouts', summary: 'Start a rollout: a canary unless it says otherwise', access: 'write', params: z.strictObject({ name: EndpointName }), body: NewRollout,
    response: Rollout, status: 201, errors: ['not_found', 'rollout_active', 'schema_incompatible', 'gate_refused', 'conflict', 'frozen', 'outbound_refused'],
  },
  checkRollout: {
    method: 'GET', path: '/endpoints/{name}/rollouts/preflight', summary: 'Go through the launch checklist of a version', access: 'read', params: z.strictObject({ name: EndpointName }),
    query: z.strictObject({ version: VersionNumber, model: ModelName.optional() }), response: Preflight, errors: ['not_found'],
  },
  listRolloutTemplates: { method: 'GET', path: '/rollout-templates', summary: 'List ways to roll out: those that are known to work, then the saved ones', access: 'read', response: z.object({ items: z.array(RolloutTemplate) }) },
  saveRolloutTemplate: { method: 'PUT', path: '/rollout-templates/{name}', summary: 'Save a way to roll out under a name, in the place of one saved before', access: 'write', params: z.strictObject({ name: TemplateName }), body: SavedRollout, response: RolloutTemplate, errors: ['conflict'] },
  deleteRolloutTemplate: { method: 'DELETE', path: '/rollout-templates/{name}', summary: 'Forget a saved way to roll out', access: 'write', params: z.strictObject({ name: TemplateName }), response: 'empty', status: 204, errors: ['not_found', 'conflict'] },
  getRollout: { method: 'GET', path: '/rollouts/{id}', summary: 'Get a rollout', access: 'read', params: ById, response: Rollout, errors: ['not_found'] },
  getRolloutEvidence: { method: 'GET', path: '/rollouts/{id}/evidence', summary: 'Counts by segment, e-values over time, decisions', access: 'read', params: ById, response: RolloutEvidence, errors: ['not_found'] },
  getRolloutComparison: { method: 'GET', path: '/rollouts/{id}/comparison', summary: 'How stable and candidate answered the same requests in shadow', access: 'read', params: ById, response: PairReport, errors: ['not_found', 'conflict'] },
  startReplay: {
    method: 'POST', path: '/endpoints/{name}/replays', summary: 'Send logged requests to a version before any user sees it', access: 'write', params: z.strictObject({ name: EndpointName }),
    body: NewReplay, response: JobAccepted.extend({ replay: Replay }), status: 202, errors: ['not_found', 'schema_incompatible', 'conflict'],
  },
  listReplays: { method: 'GET', path: '/endpoints/{name}/replays', summary: 'List replays of an endpoint, newest first', access: 'read', params: z.strictObject({ name: EndpointName }), query: PageQuery, response: page(Replay), errors: ['not_found'] },
  getReplay: { method: 'GET', path: '/replays/{id}', summary: 'Get a replay with its differences', access: 'read', params: ById, response: Replay, errors: ['not_found'] },
  simulateRollout: { method: 'POST', path: '/rollouts/simulate', summary: 'What would become of good and bad candidates under a policy?', access: 'read', body: NewSimulation, response: Simulation },
  simulateTest: { method: 'POST', path: '/rollouts/simulate-test', summary: 'How long would an A/B test take, and how often would a wrong candidate win?', access: 'read', body: NewTestSimulation, response: TestSimulation, errors: ['invalid_request'] },
  replayDecision: { method: 'POST', path: '/rollouts/{id}/replay', summary: 'Make a decision again from its stored evidence', access: 'read', params: ById, body: NewDecisionReplay, response: DecisionReplay, errors: ['not_found', 'conflict'] },
  pauseRollout: { ...act, method: 'POST', path: '/rollouts/{id}/pause', summary: 'Keep the weight and stop deciding' },
  resumeRollout: { ...act, method: 'POST', path: '/rollouts/{id}/resume', summary: 'Go on deciding' },
  promoteRollout: { ...goesOn, body: Promote, method: 'POST', path: '/rollouts/{id}/promote', summary: 'Give the candidate all traffic now' },
  skipRolloutStep: { ...goesOn, body: Skip, errors: [...goesOn.errors, 'changed_meanwhile'], method: 'POST', path: '/rollouts/{id}/skip', summary: 'Go to the next step now, without waiting for proof' },
  approveRolloutStep: { ...act, access: 'approve', errors: [...act.errors, 'forbidden'], method: 'POST', path: '/rollouts/{id}/approve', summary: 'Let a rollout that somebody else started leave its step' },
  overrideFreeze: { ...act, access: 'approve', body: z.strictObject({ why: z.string().min(1).max(1000) }), method: 'POST', path: '/rollouts/{id}/override-freeze', summary: 'Let a rollout go on though it is frozen' },
  listHookCalls: { method: 'GET', path: '/rollouts/{id}/hook-calls', summary: 'What webhooks answered, newest first', access: 'read', params: ById, response: z.object({ items: z.array(HookCall) }), errors: ['not_found'] },
  listFreezeWindows: { method: 'GET', path: '/freeze-windows', summary: 'List freeze windows with the rollouts that wait on them, newest first', access: 'read', query: PageQuery, response: page(FreezeWindow) },
  createFreezeWindow: { method: 'POST', path: '/freeze-windows', summary: 'Keep rollouts from starting or going on, once or each week', access: 'approve', body: NewFreezeWindow, response: FreezeWindow, status: 201, errors: ['not_found', 'conflict'] },
  deleteFreezeWindow: { method: 'DELETE', path: '/freeze-windows/{id}', summary: 'End a freeze now', access: 'approve', params: ById, response: 'empty', status: 204, errors: ['not_found'] },
  abortRollout: { ...act, method: 'POST', path: '/rollouts/{id}/abort', summary: 'Return all traffic to stable now' },
});
