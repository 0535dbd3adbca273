import { endpointTable } from '@slipway/contracts';
import { listed, pageOf, pageOptions, type Command } from '../command.js';
import { exitCodes } from '../explain-error.js';

/** auditCommands: who did what, and whether the log of it is whole. */
export const auditCommands: readonly Command[] = [
  {
    words: 'audit list',
    arguments: [],
    about: 'Page through the event log, newest first',
    options: { ...pageOptions, kind: { kind: 'text', about: 'an event kind, or a prefix such as rollouts.' } },
    run: async (asked) =>
      listed(
        await asked.client().call(endpointTable.listAudit, { query: { ...pageOf(asked), kind: asked.option('kind') } }),
        [
          ['at', ({ at }) => at],
          ['kind', ({ kind }) => kind],
          ['subject', ({ subjectName }) => subjectName],
          ['by', ({ actor }) => actor.name],
          ['why', ({ why }) => why],
        ],
      ),
  },
  {
    words: 'audit verify',
    arguments: [],
    about: 'Recompute the hash chain of the event log; exit code 1 when it is broken',
    run: async (asked) => {
      const value = await asked.client().call(endpointTable.verifyAudit, {});
      if (value.verified) return { value, text: `The chain is whole up to event ${value.upToSeq}.` };
      return { value, text: `The chain breaks at event ${value.brokenAtSeq}.`, exitCode: exitCodes.failed };
    },
  },
];
