import type { EventKind, LoggedEvent } from '@slipway/contracts';
import { paths, pathOfSubject } from './paths.js';

/** EventWords is a logged event as a person says it: who, did what, to which thing, and where that is shown. */
export interface EventWords {
  actor: string;
  did: string;
  subject: string;
  path: string | null;
  why: string | null;
}

/** What was done, so that the subject follows; `{name}` is filled from what the event says it became. */
const phrases: Readonly<Record<EventKind, string>> = {
  'access.signed_in': 'signed in as',
  'access.password_set': 'set the password of',
  'access.token_created': 'made the token',
  'access.token_revoked': 'revoked the token',
  'access.user_created': 'opened an account for',
  'access.user_updated': 'changed the rights of',
  'access.link_made': 'made a sign-in link for',
  'access.secret_set': 'stored the secret',
  'access.secret_deleted': 'deleted the secret',
  'jobs.cancelled': 'cancelled the work on',
  'artifacts.collected': 'cleared away unneeded',
  'artifacts.signing_key_trusted': 'trusted the signing key',
  'artifacts.signing_key_removed': 'stopped trusting the signing key',
  'artifacts.signing_policy_set': 'set whether versions must be signed in',
  'artifacts.version_signed': 'signed v{version} of',
  'registry.model_created': 'registered the model',
  'registry.model_updated': 'changed the facts of',
  'registry.model_renamed': 'gave a model the name',
  'registry.model_deleted': 'deleted the model',
  'registry.model_undeleted': 'restored the model',
  'registry.card_updated': 'changed the card of',
  'registry.version_registered': 'registered v{version} of',
  'registry.version_updated': 'changed the facts of v{version} of',
  'registry.stage_changed': 'put in the stage {stage}: v{version} of',
  'registry.version_deleted': 'deleted a version of',
  'registry.version_undeleted': 'restored v{version} of',
  'registry.alias_moved': 'moved {alias} to v{version} of',
  'registry.alias_removed': 'removed an alias of',
  'registry.alias_protected': 'protected aliases like',
  'registry.alias_unprotected': 'no longer protects aliases like',
  'datasets.created': 'named the dataset',
  'datasets.deleted': 'deleted the dataset',
  'datasets.updated': 'changed the facts of',
  'datasets.version_added': 'added v{version} to',
  'datasets.version_deleted': 'deleted v{version} of',
  'runs.experiment_created': 'created the experiment',
  'runs.experiment_deleted': 'deleted the experiment',
  'runs.experiment_restored': 'restored the experiment',
  'runs.started': 'started the run',
  'runs.ended': 'ended the run',
  'runs.deleted': 'deleted the run',
  'runs.restored': 'restored the run',
  'evaluation.started': 'started to measure on {dataset}: v{version} of',
  'evaluation.finished': 'measured on {dataset}: v{version} of',
  'evaluation.failed': 'found gates failing on {dataset}: v{version} of',
  'evaluation.gates_set': 'set the gates of',
  'evaluation.gates_removed': 'removed the gates of',
  'evaluation.gate_refused': 'was refused by the gates: v{version} of',
  'evaluation.gate_forced': 'forced through the gates: v{version} of',
  'serving.endpoint_created': 'deployed {model} v{version} at',
  'serving.endpoint_updated': 'changed the endpoint',
  'serving.endpoint_deleted': 'deleted the endpoint',
  'serving.scaled': 'set the replicas of v{version} to {replicas} at',
  'serving.model_put_away': 'made room in memory by putting v{version} away, of',
  'serving.container_failed': 'saw a container of v{version} end, at',
  'serving.rolled_back': 'rolled back to v{version} at',
  'rollouts.scheduled': 'scheduled the rollout',
  'rollouts.approved': 'approved a step of the rollout',
  'rollouts.rejected': 'rejected the next step of the rollout',
  'rollouts.freeze_created': 'froze rollouts by',
  'rollouts.freeze_deleted': 'ended the freeze',
  'rollouts.freeze_overridden': 'let go on though frozen',
  'rollouts.template_saved': 'saved the rollout template',
  'rollouts.template_deleted': 'deleted the rollout template',
  'rollouts.started': 'started the rollout',
  'rollouts.advanced': 'gave more traffic to the rollout',
  'rollouts.candidate_dropped': 'took a candidate out of the A/B test',
  'rollouts.promoted': 'promoted the rollout',
  'rollouts.finished': 'finished the rollout',
  'rollouts.replay_started': 'started a replay for',
  'rollouts.replay_finished': 'finished a replay for',
  'rollouts.rolled_back': 'rolled back the rollout',
  'rollouts.paused': 'paused the rollout',
  'rollouts.resumed': 'resumed the rollout',
  'rollouts.aborted': 'aborted the rollout',
  'monitoring.baseline_built': 'built a baseline of v{version} of',
  'monitoring.monitor_created': 'made the monitor',
  'monitoring.monitor_updated': 'changed the monitor',
  'monitoring.monitor_deleted': 'deleted the monitor',
  'monitoring.window_compared': 'compared a window of',
  'monitoring.drift_detected': 'was alarmed by',
  'monitoring.drift_ended': 'found no drift any more by',
  'retraining.trigger_created': 'made the trigger',
  'retraining.trigger_updated': 'changed the trigger',
  'retraining.trigger_deleted': 'deleted the trigger',
  'retraining.trigger_held': 'held the trigger',
  'retraining.trigger_fired': 'fired the trigger',
  'retraining.run_started': 'started to train',
  'retraining.run_finished': 'trained v{version} of',
  'retraining.run_failed': 'failed to train',
  'retraining.run_resumed': 'went on to train',
  'retraining.run_cancelled': 'cancelled the training of',
  'retraining.approved': 'agreed to the canary of v{version} of',
  'retraining.rejected': 'disagreed to the canary of v{version} of',
  'retraining.rollout_refused': 'could not roll out v{version} of',
  'approvals.requested': 'asked that {alias} moves to v{version} of',
  'approvals.approved': 'approved {alias} for v{version} of',
  'approvals.rejected': 'rejected {alias} for v{version} of',
  'approvals.withdrawn': 'no longer asks for {alias} on v{version} of',
  'alerting.channel_created': 'added the channel',
  'alerting.channel_updated': 'changed the channel',
  'alerting.channel_deleted': 'deleted the channel',
  'alerting.rule_created': 'added the rule',
  'alerting.rule_updated': 'changed the rule',
  'alerting.rule_deleted': 'deleted the rule',
  'alerting.alert_fired': 'raised the alert',
  'alerting.alert_resolved': 'ended the alert',
  'alerting.delivery_died': 'gave up telling the channel',
  'alerting.delivery_retried': 'told again the channel',
  'alerting.acknowledged': 'acknowledged the alert',
  'alerting.incident_noted': 'wrote a note on',
  'alerting.silence_created': 'silenced',
  'alerting.silence_ended': 'ended the silence of',
  'overview.view_saved': 'changed the shared view',
  'overview.view_deleted': 'deleted the shared view',
};

/** eventWords reads an event: `rollouts.rolled_back` by system is "Slipway rolled back the rollout flight-delay v2 to v3". Raw ids are never shown. */
export function eventWords(event: LoggedEvent): EventWords {
  const { actor, subjectKind, subjectName, endpoint, why } = event;
  const subject = isId(subjectName)
    ? `${subjectKind.replaceAll('_', ' ')}${endpoint === null ? '' : ` of ${endpoint}`}`
    : subjectKind === 'rollout' && endpoint !== null
      ? `${endpoint} ${subjectName}`
      : subjectName;
  return {
    actor: actor.kind === 'system' ? 'Slipway' : actor.name,
    did: phraseOf(event),
    subject,
    path: pathOfEvent(event),
    why,
  };
}

function phraseOf({ kind, after }: LoggedEvent): string {
  const phrase = phrases[kind as EventKind] as string | undefined;
  const filled = phrase?.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(detail(after, name) ?? ''));
  return filled ?? `${(kind.split('.').at(-1) ?? kind).replaceAll('_', ' ')}:`;
}

function pathOfEvent({ kind, subjectKind, subjectName, after }: LoggedEvent): string | null {
  const [rollout, run, evaluation, incident, version] = [
    'rolloutId',
    'trainingRunId',
    'evaluationId',
    'incidentId',
    'version',
  ].map((name) => detail(after, name));
  if (typeof rollout === 'string') return paths.rollout(rollout);
  if (typeof evaluation === 'string') return paths.evaluation(evaluation);
  if (typeof run === 'string') return paths.trainingRun(run);
  if (typeof incident === 'string') return paths.incident(incident);
  if (subjectKind === 'model' && typeof version === 'number') return paths.version(subjectName, version);
  return kind.endsWith('deleted') ? null : pathOfSubject(subjectKind, subjectName);
}

function detail(after: unknown, name: string): unknown {
  return typeof after === 'object' && after !== null && name in after
    ? (after as Record<string, unknown>)[name]
    : undefined;
}

const isId = (name: string): boolean => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name);
