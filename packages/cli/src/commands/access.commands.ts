import { readFileSync } from 'node:fs';
import { createClient } from '@slipway/client';
import { endpointTable, type Me } from '@slipway/contracts';
import { listed, shown, type Answer, type Asked, type Command } from '../command.js';
import { dropCredentials, keepCredentials } from '../credentials.js';
import { UsageError } from '../usage-error.js';

/** accessCommands: who asks, and where. */
export const accessCommands: readonly Command[] = [
  {
    words: 'login',
    arguments: ['URL'],
    about: 'Keep an address and its token for later commands; the token comes from SLIPWAY_TOKEN, a file or the input',
    options: { 'token-file': { kind: 'text', about: 'a file that holds the token' } },
    run: login,
  },
  {
    words: 'logout',
    arguments: [],
    about: 'Forget the token that login kept',
    run: async ({ settings }) => {
      dropCredentials(settings.credentialsFile);
      return { value: { signedOut: true }, text: 'Signed out.' };
    },
  },
  {
    words: 'whoami',
    arguments: [],
    about: 'Whom the token belongs to and what it may do',
    run: async (asked) => shownMe(await asked.client().call(endpointTable.getMe, {})),
  },
  {
    words: 'secrets list',
    arguments: [],
    about: 'List the names of secrets and the hosts that they are sent to',
    run: async (asked) => {
      const value = await asked.client().call(endpointTable.listSecrets, {});
      return listed(value, [
        ['name', ({ name }) => name],
        ['hosts', ({ hosts }) => hosts],
        ['by', ({ createdBy }) => createdBy],
        ['changed', ({ updatedAt }) => updatedAt],
      ]);
    },
  },
  {
    words: 'secrets set',
    arguments: ['NAME'],
    about: 'Store a secret, or its next value, for named hosts only; the value comes from a file or the input',
    options: {
      host: { kind: 'many', about: 'a host that it may be sent to, with a port unless it is 443' },
      file: { kind: 'text', about: 'a file that holds the value' },
    },
    run: async (asked) => {
      const name = asked.argument('NAME');
      const file = asked.option('file');
      const text = file === undefined ? await asked.readInput() : readFileSync(file, 'utf8');
      const body = { value: text.trim(), hosts: [...asked.many('host')] };
      const value = await asked.client().call(endpointTable.setSecret, { params: { name }, body });
      return { value, text: `${name} is stored for ${value.hosts.join(', ')}.` };
    },
  },
  {
    words: 'secrets delete',
    arguments: ['NAME'],
    about: 'Delete a secret that no served version needs',
    run: async (asked) => {
      const name = asked.argument('NAME');
      await asked.client().call(endpointTable.deleteSecret, { params: { name } });
      return { value: { deleted: name }, text: `${name} is deleted.` };
    },
  },
];

async function login(asked: Asked): Promise<Answer> {
  const url = asked.argument('URL');
  if (!URL.canParse(url)) throw new UsageError('URL is an address such as http://127.0.0.1:3000');
  const token = (await tokenOf(asked)).trim();
  if (token === '')
    throw new UsageError('No token came. Pass --token-file FILE, SLIPWAY_TOKEN, or the token as input.');
  const { workspace, credentialsFile } = asked.settings;
  const me = await createClient({ baseUrl: url, token, workspace }).call(endpointTable.getMe, {});
  keepCredentials(credentialsFile, { url, token });
  return shownMe(me);
}

async function tokenOf(asked: Asked): Promise<string> {
  const file = asked.option('token-file');
  return file === undefined ? (asked.settings.token ?? asked.readInput()) : readFileSync(file, 'utf8');
}

const shownMe = (me: Me): Answer =>
  shown(me, { name: me.name, role: me.role, scopes: me.scopes, workspace: me.workspace });
