import { endpointTable } from '@slipway/contracts';
import { listed, type Command } from '../command.js';
import { versionNamed } from '../version-name.js';

/** approvalsCommands: what waits for a second pair of eyes, and the answers; an approval is named by its id in the list. */
export const approvalsCommands: readonly Command[] = [
  {
    words: 'approvals list',
    arguments: [],
    about: 'List what waits for an approval, the longest first',
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listApprovals, {}), [
        ['id', ({ id }) => id],
        ['what', ({ sentence }) => sentence],
        ['asked by', ({ askedBy }) => askedBy],
        ['since', ({ askedAt }) => askedAt],
        ['yours', ({ refusal }) => refusal ?? 'yes'],
      ]),
  },
  {
    words: 'approvals request',
    arguments: ['MODEL@VERSION', 'ALIAS'],
    about: 'Ask approvers to point a protected alias at a version',
    options: { why: { kind: 'text', about: 'what approvers read (needed)' } },
    run: async (asked) => {
      const why = asked.required('why');
      const client = asked.client();
      const { model, version } = await versionNamed(client, asked.argument('MODEL@VERSION'));
      const params = { name: model, alias: asked.argument('ALIAS') };
      const value = await client.call(endpointTable.requestAlias, { params, body: { version, why } });
      return { value, text: `Asked: ${value.sentence} It waits until ${value.endsAt}.` };
    },
  },
  {
    words: 'approvals approve',
    arguments: ['ID'],
    about: 'Agree: it goes on',
    options: { why: { kind: 'text', about: 'kept in the log' } },
    run: async (asked) => {
      const call = { params: { id: asked.argument('ID') }, body: { why: asked.option('why') } };
      const value = await asked.client().call(endpointTable.approve, call);
      return { value, text: value.sentence };
    },
  },
  {
    words: 'approvals reject',
    arguments: ['ID'],
    about: 'Disagree: a rollout is aborted, a canary not started, an alias stays',
    options: { why: { kind: 'text', about: 'kept in the log (needed)' } },
    run: async (asked) => {
      const call = { params: { id: asked.argument('ID') }, body: { why: asked.required('why') } };
      const value = await asked.client().call(endpointTable.reject, call);
      return { value, text: value.sentence };
    },
  },
  {
    words: 'approvals withdraw',
    arguments: ['ID'],
    about: 'Take back a request of your own',
    run: async (asked) => {
      const params = { id: asked.argument('ID') };
      await asked.client().call(endpointTable.withdrawApproval, { params });
      return { value: params, text: 'Taken back.' };
    },
  },
];
