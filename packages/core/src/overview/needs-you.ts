import { jobWords, type Approval, type NeedsYou } from '@slipway/contracts';

interface FiringAlert {
  id: string;
  severity: string;
  title: string;
  endpoint: string | null;
  startedAt: Date;
}

interface Found {
  alerts: readonly FiringAlert[];
  /** Paused ones. */
  rollouts: readonly { id: string; endpoint: string; sentence: string; stepStartedAt: Date }[];
  approvals: readonly Pick<Approval, 'id' | 'kind' | 'sentence' | 'askedBy' | 'askedAt' | 'refusal'>[];
  jobs: readonly {
    id: string;
    name: string;
    subject: string | null;
    error: unknown;
    finishedAt: Date | null;
    createdAt: Date;
  }[];
  channels: readonly { name: string; health: string; lastDeliveryAt: Date | null; createdAt: Date }[];
}

const ORDER = { bad: 0, warn: 1, info: 2 } as const;

/** needsYou lists what waits for a person, the worst first and the newest first among equals. */
export function needsYou({ alerts, rollouts, approvals, jobs, channels }: Found): NeedsYou[] {
  const all: NeedsYou[] = [
    ...[...Map.groupBy(alerts, ({ endpoint, id }) => endpoint ?? id).values()].map(alertsItem),
    ...rollouts.map((rollout) =>
      item(
        'warn',
        `The rollout on ${rollout.endpoint} is paused: ${rollout.sentence}`,
        `/rollouts/${rollout.id}`,
        rollout.stepStartedAt,
      ),
    ),
    ...approvals.map(approvalItem),
    ...jobs.map((job) =>
      item(
        'bad',
        `${jobWords(job.name)}${job.subject === null ? '' : ` of ${job.subject}`} failed: ${detailOf(job.error)}`,
        `/jobs/${job.id}`,
        job.finishedAt ?? job.createdAt,
      ),
    ),
    ...channels.map((channel) =>
      item(
        'bad',
        `The channel ${channel.name} does not take messages.`,
        '/channels',
        channel.lastDeliveryAt ?? channel.createdAt,
      ),
    ),
  ];
  return all.sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || b.at.localeCompare(a.at));
}

/** What one may not decide oneself is told, and does not count as urgent. */
const approvalItem = ({ id, kind, sentence, askedBy, askedAt, refusal }: Found['approvals'][number]): NeedsYou => {
  const path = { rollout: `/rollouts/${id}`, training_run: `/training-runs/${id}`, alias: '/approvals' }[kind];
  const [severity, waits] =
    refusal === null ? (['warn', 'Waits for your approval'] as const) : (['info', 'Waits for an approval'] as const);
  return item(severity, `${waits}, asked by ${askedBy}: ${sentence}`, path, new Date(askedAt));
};

/** The gravest alert of an endpoint, the newest among equals, speaks for all of them. */
function alertsItem(alerts: readonly FiringAlert[]): NeedsYou {
  const [first, ...others] = alerts.toSorted(
    (a, b) => ORDER[severityOf(a)] - ORDER[severityOf(b)] || b.startedAt.getTime() - a.startedAt.getTime(),
  ) as [FiringAlert, ...FiringAlert[]];
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'alert' : 'alerts'}`;
  const severity = severityOf(first);
  // Good news is in no incident.
  const path = severity === 'info' ? '/alerts?view=alerts' : `/incidents/${first.id}`;
  return item(severity, `${first.title}${more}`, path, first.startedAt);
}

const severityOf = ({ severity }: FiringAlert): NeedsYou['severity'] =>
  severity === 'critical' ? 'bad' : severity === 'warning' ? 'warn' : 'info';

/** homeSentence answers "does anything need me?" in one sentence. */
export function homeSentence(items: readonly NeedsYou[], activeRollouts: number): string {
  const urgent = items.filter(({ severity }) => severity !== 'info').length;
  if (urgent === 1) return 'One thing needs you.';
  if (urgent > 1) return `${urgent} things need you.`;
  if (activeRollouts === 1) return 'Nothing needs you; one rollout is under way.';
  return activeRollouts > 1 ? `Nothing needs you; ${activeRollouts} rollouts are under way.` : 'Nothing needs you.';
}

const item = (severity: NeedsYou['severity'], sentence: string, path: string, at: Date): NeedsYou => ({
  severity,
  sentence,
  path,
  at: at.toISOString(),
});

const detailOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'detail' in error && typeof error.detail === 'string'
    ? error.detail
    : 'no reason was recorded';
