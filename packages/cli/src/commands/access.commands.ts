import { readFileSync } from 'node:fs';
import { createClient } from '@slipway/client';
import { endpointTable, type Me } from '@slipway/contracts';
import { shown, type Answer, type Asked, type Command } from '../command.js';
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
