import { endpointTable } from '@slipway/contracts';
import { listed, pageOf, pageOptions, type Command } from '../command.js';

/** runsCommands: what scripts logged. */
export const runsCommands: readonly Command[] = [
  {
    words: 'runs list',
    arguments: [],
    about: 'List experiment runs',
    options: { ...pageOptions, filter: { kind: 'text', about: "such as: metrics.auc > 0.7 and params.depth = '3'" } },
    run: async (asked) =>
      listed(
        await asked
          .client()
          .call(endpointTable.listRuns, { query: { ...pageOf(asked), filter: asked.option('filter') } }),
        [
          ['run', ({ id }) => id],
          ['name', ({ name }) => name],
          ['status', ({ status }) => status],
          ['metrics', ({ metrics }) => metrics.map(({ key, value }) => `${key} ${value}`)],
          ['started', ({ startedAt }) => startedAt],
        ],
      ),
  },
];
