import type { AlertTopic, EventKind, MonitorKind } from '@slipway/contracts';

/** AlertedEvent is what an alert is made from: a row of the event log. */
export interface AlertedEvent {
  id: string;
  workspaceId: string;
  kind: string;
  subjectName: string;
  endpoint: string | null;
  why: string | null;
  after: unknown;
  at: Date;
}

/** AlertText is an event in the words of an alert. */
export interface AlertText {
  topic: AlertTopic;
  title: string;
  summary: string;
  did: string | null;
  evidencePath: string;
  /** What fires and resolves together. */
  dedupeKey: string;
  /** Good news waits for nobody: its alert is sent, and resolved from the start. */
  isOver: boolean;
}

type Facts = Partial<
  Record<
    'monitor' | 'runId' | 'rolloutId' | 'trainingRunId' | 'evaluationId' | 'version' | 'from' | 'to',
    string | number
  > & { watches: MonitorKind; worstFeature: string | null }
>;
type Describe = (event: AlertedEvent, facts: Facts) => Omit<AlertText, 'summary'>;

const driftKey = (monitor: string | number): string => `drift:${monitor}`;
const rolledBackKey = (endpoint: string | null): string => `rollout_rolled_back:${endpoint}`;
const trainingFailedKey = (model: string): string => `training_failed:${model}`;

const alarmTitles: Readonly<Record<MonitorKind, (at: string | number) => string>> = {
  drift: (at) => `Drift at ${at}`,
  quality: (at) => `Worse data at ${at}`,
  outliers: (at) => `Values never seen before at ${at}`,
  duplicates: (at) => `Rows that come twice at ${at}`,
  volume: (at) => `Fewer predictions than usual at ${at}`,
  performance: (at) => `Worse predictions at ${at}`,
};

const descriptions: Readonly<Partial<Record<EventKind, Describe>>> = {
  'monitoring.drift_detected': ({ endpoint }, { monitor = '', watches = 'drift', worstFeature, runId = '' }) => ({
    topic: 'drift',
    title: alarmTitles[watches](endpoint ?? monitor),
    did: null,
    dedupeKey: driftKey(monitor),
    isOver: false,
    evidencePath: `/monitors/${encodeURIComponent(monitor)}${worstFeature ? `/features/${encodeURIComponent(worstFeature)}` : ''}?run=${runId}`,
  }),
  'rollouts.rolled_back': ({ endpoint }, { from, to, rolloutId }) => ({
    topic: 'rollout_rolled_back',
    title: `${endpoint}: v${to} rolled back`,
    did: `All traffic is back at v${from}.`,
    dedupeKey: rolledBackKey(endpoint),
    isOver: false,
    evidencePath: `/rollouts/${rolloutId}`,
  }),
  'rollouts.promoted': ({ endpoint }, { to, rolloutId }) => ({
    topic: 'rollout_promoted',
    title: `${endpoint}: v${to} promoted`,
    did: `v${to} got all traffic and is champion.`,
    dedupeKey: `rollout_promoted:${endpoint}`,
    isOver: true,
    evidencePath: `/rollouts/${rolloutId}`,
  }),
  'retraining.run_failed': ({ subjectName }, { trainingRunId }) => ({
    topic: 'training_failed',
    title: `Training of ${subjectName} failed`,
    did: 'Nothing was registered; what serves keeps serving.',
    dedupeKey: trainingFailedKey(subjectName),
    isOver: false,
    evidencePath: `/training-runs/${trainingRunId}`,
  }),
  'retraining.run_finished': ({ subjectName }, { trainingRunId, version }) => ({
    topic: 'training_done',
    title: `${subjectName} v${version} was trained`,
    did: `Registered v${version}.`,
    dedupeKey: `training_done:${subjectName}`,
    isOver: true,
    evidencePath: `/training-runs/${trainingRunId}`,
  }),
  'serving.container_failed': ({ endpoint, id }) => ({
    topic: 'container_failed',
    title: `A container of ${endpoint} ended`,
    did: 'It is replaced; other replicas serve on.',
    dedupeKey: `container_failed:${endpoint}:${id}`,
    isOver: true,
    evidencePath: `/endpoints/${encodeURIComponent(endpoint ?? '')}?tab=replicas`,
  }),
  'evaluation.failed': ({ subjectName }, { evaluationId, version }) => ({
    topic: 'evaluation_failed',
    title: `${subjectName} v${version} failed its evaluation`,
    did: null,
    dedupeKey: `evaluation_failed:${subjectName}`,
    isOver: false,
    evidencePath: `/evaluations/${evaluationId}`,
  }),
};

/** describeEvent puts an event into the words of an alert; null for an event that no rule can watch. */
export function describeEvent(event: AlertedEvent): AlertText | null {
  const describe = descriptions[event.kind as EventKind];
  if (describe === undefined) return null;
  const text = describe(event, (event.after ?? {}) as Facts);
  return { ...text, summary: event.why ?? text.title };
}

/** endedBy is the key of the alerts that an event ends: the drift is over, a later rollout or training went well; null for most. */
export function endedBy({ kind, subjectName, endpoint }: AlertedEvent): string | null {
  switch (kind) {
    case 'monitoring.drift_ended':
      return driftKey(subjectName);
    case 'rollouts.promoted':
      return rolledBackKey(endpoint);
    case 'retraining.run_finished':
      return trainingFailedKey(subjectName);
    default:
      return null;
  }
}
