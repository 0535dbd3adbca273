import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Settings } from './env.js';

/** Credentials say where Slipway is and who asks. */
export interface Credentials {
  url: string;
  token: string;
}

const DEFAULT_URL = 'http://127.0.0.1:3000';

/** findCredentials takes the environment first, then what `login` kept; a kept token is only shown to the address it was kept for. */
export function findCredentials({ url, token, credentialsFile }: Settings): Credentials | null {
  const kept = readKept(credentialsFile);
  const address = trimmed(url ?? kept?.url ?? DEFAULT_URL);
  if (token !== undefined) return { url: address, token };
  return kept?.url === address ? kept : null;
}

/** keepCredentials writes them for later commands, readable by their owner only. */
export function keepCredentials(file: string, { url, token }: Credentials): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // An existing file keeps its mode when it is written, so it goes first.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url: trimmed(url), token }, null, 2)}\n`, { mode: 0o600 });
}

/** dropCredentials forgets what `login` kept. */
export const dropCredentials = (file: string): void => rmSync(file, { force: true });

function readKept(file: string): Credentials | null {
  try {
    const { url, token } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Credentials>;
    return url === undefined || token === undefined ? null : { url, token };
  } catch {
    return null;
  }
}

const trimmed = (url: string): string => url.replace(/\/+$/, '');
