import { endpointTable } from '@slipway/contracts';
import { listed, pageOf, pageOptions, shown, type Command } from '../command.js';

/** alertingCommands: what fired, and who has it. */
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
];
