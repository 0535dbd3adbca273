import { endpointTable } from '@slipway/contracts';
import { listed, type Command } from '../command.js';

/** aliasesCommands: who held an alias when, and which aliases only approvers move. */
export const aliasesCommands: readonly Command[] = [
  {
    words: 'aliases history',
    arguments: ['MODEL', 'ALIAS'],
    about: 'Show which version held an alias, and when',
    options: { at: { kind: 'text', about: 'only who held it at this time, such as 2026-11-21T10:00:00Z' } },
    run: async (asked) => {
      const params = { name: asked.argument('MODEL'), alias: asked.argument('ALIAS') };
      const periods = await asked
        .client()
        .call(endpointTable.aliasHistory, { params, query: { at: asked.option('at'), limit: 500 } });
      return listed(periods, [
        ['version', ({ version }) => version],
        ['from', ({ fromAt }) => fromAt],
        ['until', ({ untilAt }) => untilAt ?? 'now'],
        ['by', ({ by }) => by],
        ['why', ({ why }) => why],
      ]);
    },
  },
  {
    words: 'aliases remove',
    arguments: ['MODEL', 'ALIAS'],
    about: 'Remove an alias; its history stays',
    run: async (asked) => {
      const params = { name: asked.argument('MODEL'), alias: asked.argument('ALIAS') };
      await asked.client().call(endpointTable.deleteAlias, { params });
      return { value: params, text: `${params.name} has no alias ${params.alias} any more.` };
    },
  },
  {
    words: 'aliases protected',
    arguments: [],
    about: 'List the aliases and stages that only approvers move',
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listAliasPolicies, {}), [
        ['pattern', ({ pattern }) => pattern],
        ['by', ({ createdBy }) => createdBy],
        ['at', ({ createdAt }) => createdAt],
      ]),
  },
  {
    words: 'aliases protect',
    arguments: ['PATTERN'],
    about: 'Keep aliases and stages to approvers; * stands for anything',
    run: async (asked) => {
      const params = { pattern: asked.argument('PATTERN') };
      const value = await asked.client().call(endpointTable.protectAliases, { params, body: {} });
      return { value, text: `Only approvers move ${value.pattern} now.` };
    },
  },
  {
    words: 'aliases unprotect',
    arguments: ['PATTERN'],
    about: 'Let everybody who may write move them again',
    run: async (asked) => {
      const params = { pattern: asked.argument('PATTERN') };
      await asked.client().call(endpointTable.unprotectAliases, { params });
      return { value: params, text: `Who may write moves ${params.pattern} again.` };
    },
  },
];
