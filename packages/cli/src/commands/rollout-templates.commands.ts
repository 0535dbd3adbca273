import type { Client } from '@slipway/client';
import { endpointTable, type RolloutTemplate, type SavedRollout } from '@slipway/contracts';
import { listed, shown, type Command } from '../command.js';
import { fileText } from '../file-text.js';
import { jsonObjectOf } from '../json-text.js';
import { UsageError } from '../usage-error.js';

/** rolloutTemplatesCommands: ways to roll out that a start may begin with. */
export const rolloutTemplatesCommands: readonly Command[] = [
  {
    words: 'rollout-template list',
    arguments: [],
    about: 'List ways to roll out: those that are known to work, then the saved ones',
    run: async (asked) =>
      listed({ ...(await asked.client().call(endpointTable.listRolloutTemplates, {})), nextCursor: null }, [
        ['name', ({ name }) => name],
        ['strategy', ({ plan }) => plan.strategy],
        ['approval', ({ needsApproval }) => needsApproval],
        ['saved by', ({ savedBy }) => savedBy ?? ''],
        ['about', ({ description }) => description],
      ]),
  },
  {
    words: 'rollout-template save',
    arguments: ['NAME'],
    about: 'Save a way to roll out under a name, in the place of one saved before',
    options: {
      file: { kind: 'text', about: 'JSON with plan, and policy, hooks, needsApproval, description; - for the input' },
    },
    run: async (asked) => {
      const file = asked.required('file');
      const body = jsonObjectOf(await fileText(asked, file), file) as SavedRollout;
      const params = { name: asked.argument('NAME') };
      const saved = await asked.client().call(endpointTable.saveRolloutTemplate, { params, body });
      return shown(saved, { name: saved.name, strategy: saved.plan.strategy, approval: saved.needsApproval });
    },
  },
  {
    words: 'rollout-template delete',
    arguments: ['NAME'],
    about: 'Forget a saved way to roll out; rollouts that began with it go on',
    run: async (asked) => {
      const name = asked.argument('NAME');
      await asked.client().call(endpointTable.deleteRolloutTemplate, { params: { name } });
      return { value: { name }, text: `deleted ${name}` };
    },
  },
];

/** templateNamed is what a start of one version takes over from a template; a UsageError when there is none of this name, or it is of an A/B test. */
export async function templateNamed(client: Client, name: string): Promise<object> {
  const { items } = await client.call(endpointTable.listRolloutTemplates, {});
  const found = items.find((template) => template.name === name);
  if (found === undefined)
    throw new UsageError(`There is no template ${name}: ${items.map((one) => one.name).join(', ')} are there`);
  if (found.plan.strategy === 'ab_test')
    throw new UsageError(
      `The template ${name} is of an A/B test, whose versions are chosen each time: use slipway rollout test ENDPOINT --candidate VERSION:PERCENT --goal ${found.plan.goal.metric}`,
    );
  return startOf(found);
}

const startOf = ({ plan, policy, hooks, needsApproval }: RolloutTemplate): object => ({
  ...plan,
  policy,
  hooks,
  needsApproval,
});
