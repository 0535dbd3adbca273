import { AlertTopic, endpointTable } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, type Answer, type Asked, type Command } from '../command.js';
import { UsageError } from '../usage-error.js';

const HOUR_MS = 3_600_000;

/** alertingCommands: what fired, who has it, and what is watched. */
export const alertingCommands: readonly Command[] = [
  {
    words: 'alerts list',
    arguments: [],
    about: 'List alerts, newest first',
    options: { ...pageOptions, firing: { kind: 'flag', about: 'only those that fire' } },
    run: async (asked) => {
      const query = { ...pageOf(asked), ...(asked.flag('firing') && { state: 'firing' as const }) };
      return listed(await asked.client().call(endpointTable.listAlerts, { query }), [
        ['alert', ({ id }) => id],
        ['state', ({ state }) => state],
        ['severity', ({ severity }) => severity],
        ['title', ({ title }) => title],
        ['since', ({ startedAt }) => startedAt],
      ]);
    },
  },
  {
    words: 'alerts acknowledge',
    arguments: ['ALERT'],
    about: 'Say that somebody has it',
    run: async (asked) => {
      const params = { id: asked.argument('ALERT') };
      const alert = await asked.client().call(endpointTable.acknowledgeAlert, { params });
      return shown(alert, { alert: alert.id, state: alert.state, by: alert.acknowledgedBy, title: alert.title });
    },
  },
  {
    words: 'alerts rules',
    arguments: [],
    about: 'List what is watched and who is told; slipway apply makes rules',
    options: pageOptions,
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listRules, { query: pageOf(asked) }), [
        ['rule', ({ name }) => name],
        ['watches', ({ topic, endpoint }) => (endpoint === null ? topic : `${topic} at ${endpoint}`)],
        ['condition', ({ condition }) => (condition === null ? '' : JSON.stringify(condition))],
        ['severity', ({ severity }) => severity],
        ['tells', ({ channels }) => channels.join(' ')],
        ['on', ({ enabled }) => (enabled ? 'yes' : 'no')],
      ]),
  },
  {
    words: 'alerts silence',
    arguments: ['[ENDPOINT]'],
    about: 'Mute alerts for a while: of an endpoint, of a topic, or all',
    options: {
      reason: { kind: 'text', about: 'why' },
      hours: { kind: 'text', about: 'for how long (default 1)' },
      topic: { kind: 'text', about: `only ${AlertTopic.options.join(', ')}` },
    },
    run: silence,
  },
];

async function silence(asked: Asked): Promise<Answer> {
  const hours = Number(asked.option('hours') ?? 1);
  if (!(hours > 0 && hours <= 8_760)) throw new UsageError('--hours is a number above 0, at most a year');
  const topic = AlertTopic.optional().safeParse(asked.option('topic'));
  if (!topic.success) throw new UsageError(`--topic is one of ${AlertTopic.options.join(', ')}`);
  const endpoint = asked.argument('ENDPOINT');
  const body = {
    reason: asked.required('reason'),
    endsAt: new Date(Date.now() + hours * HOUR_MS).toISOString(),
    ...(topic.data !== undefined && { topic: topic.data }),
    ...(endpoint !== '' && { endpoint }),
  };
  const made = await asked.client().call(endpointTable.createSilence, { body });
  return shown(made, { silence: made.id, endpoint: made.endpoint, topic: made.topic, until: made.endsAt });
}
