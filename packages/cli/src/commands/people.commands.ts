import type { Client } from '@slipway/client';
import { endpointTable, Role, type SignInLink, type User } from '@slipway/contracts';
import { listed, shown, type Answer, type Asked, type Command } from '../command.js';
import { UsageError } from '../usage-error.js';

/** peopleCommands: who has an account, and what they may do. */
export const peopleCommands: readonly Command[] = [
  {
    words: 'users list',
    arguments: [],
    about: 'List the people and their roles',
    run: async (asked) =>
      listed(await asked.client().call(endpointTable.listUsers, { query: { limit: 500 } }), [
        ['name', ({ name }) => name],
        ['role', ({ role }) => role],
        ['state', stateOf],
        ['signed in', ({ lastSignedInAt }) => lastSignedInAt ?? 'never'],
      ]),
  },
  {
    words: 'users add',
    arguments: ['NAME', 'ROLE'],
    about: `Open an account (${Role.options.join(', ')}) and print the link that signs the person in once`,
    run: async (asked) => {
      const body = { name: asked.argument('NAME'), role: roleOf(asked) };
      return shownLink(await asked.client().call(endpointTable.createUser, { body }));
    },
  },
  {
    words: 'users role',
    arguments: ['NAME', 'ROLE'],
    about: 'Give a person another role, at once, also for the tokens of theirs',
    run: (asked) => change(asked, { role: roleOf(asked) }),
  },
  {
    words: 'users disable',
    arguments: ['NAME'],
    about: 'Close an account: sessions, links and tokens of theirs end at once',
    run: (asked) => change(asked, { disabled: true }),
  },
  {
    words: 'users enable',
    arguments: ['NAME'],
    about: 'Open a closed account again',
    run: (asked) => change(asked, { disabled: false }),
  },
  {
    words: 'users link',
    arguments: ['NAME'],
    about: 'Print a new sign-in link, for a forgotten password or a lost link',
    run: async (asked) => {
      const client = asked.client();
      const { id } = await userNamed(client, asked.argument('NAME'));
      return shownLink(await client.call(endpointTable.createSignInLink, { params: { id } }));
    },
  },
];

async function change(asked: Asked, body: { role?: Role; disabled?: boolean }): Promise<Answer> {
  const client = asked.client();
  const { id } = await userNamed(client, asked.argument('NAME'));
  const user = await client.call(endpointTable.updateUser, { params: { id }, body });
  return shown(user, { name: user.name, role: user.role, state: stateOf(user) });
}

async function userNamed(client: Client, name: string): Promise<User> {
  const { items } = await client.call(endpointTable.listUsers, { query: { q: name, limit: 500 } });
  const found = items.find((user) => user.name === name);
  if (found === undefined) throw new UsageError(`Nobody is called ${name}; slipway users lists the people.`);
  return found;
}

function roleOf(asked: Asked): Role {
  const role = Role.safeParse(asked.argument('ROLE'));
  if (!role.success) throw new UsageError(`ROLE is one of ${Role.options.join(', ')}`);
  return role.data;
}

function stateOf({ disabledAt, hasPassword }: User): string {
  if (disabledAt !== null) return 'disabled';
  return hasPassword ? 'active' : 'without password';
}

const shownLink = (made: SignInLink): Answer =>
  shown(made, { name: made.user.name, role: made.user.role, link: made.signInUrl, until: made.expiresAt });
