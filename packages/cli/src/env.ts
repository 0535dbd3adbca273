import { homedir } from 'node:os';
import { join } from 'node:path';

/** Settings are what the environment says: where Slipway is, the token, the workspace, and where `login` keeps both. */
export interface Settings {
  url: string | undefined;
  token: string | undefined;
  workspace: string | undefined;
  credentialsFile: string;
}

/** readEnvironment reads SLIPWAY_URL, SLIPWAY_TOKEN, SLIPWAY_WORKSPACE and XDG_CONFIG_HOME. */
export function readEnvironment(): Settings {
  const { SLIPWAY_URL, SLIPWAY_TOKEN, SLIPWAY_WORKSPACE, XDG_CONFIG_HOME } = process.env;
  return {
    url: SLIPWAY_URL,
    token: SLIPWAY_TOKEN,
    workspace: SLIPWAY_WORKSPACE,
    credentialsFile: join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'slipway', 'credentials.json'),
  };
}
