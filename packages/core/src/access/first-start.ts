import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isUniqueViolation } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { AccessRepository, NewTokenRow, UserRow } from './access.repository.js';
import { hashSecret, newApiSecret, newSessionSecret } from './secret-token.js';

const LINK_LIFE_MS = 86_400_000;
const FIRST_USER = 'admin';

/** FirstStart is what a start tells the operator: a link that signs in once, or null when somebody has a password. */
export interface FirstStart {
  signInUrl: string | null;
}

/**
 * prepareFirstStart lets the operator in without any default password: an account `admin` that only a one-time link opens, the bootstrap
 * token of the environment, and a token file (mode 0600) for scripts on this machine. Repeating it at every start is harmless.
 */
export async function prepareFirstStart(kit: Kit, repository: AccessRepository): Promise<FirstStart> {
  await kit.db.transaction((tx) => repository.deleteExpiredSecrets(tx, kit.clock.now()));
  const admin = await firstUser(kit, repository);
  if (kit.settings.bootstrapToken !== null) await keepToken(kit, repository, 'bootstrap', kit.settings.bootstrapToken);
  await keepOperatorToken(kit, repository);
  return { signInUrl: (await repository.countPasswords()) > 0 ? null : await newLink(kit, repository, admin) };
}

async function firstUser(kit: Kit, repository: AccessRepository): Promise<UserRow> {
  const found = await repository.userByName(FIRST_USER);
  if (found !== null) return found;
  try {
    return await kit.db.transaction((tx) =>
      repository.insertUser(tx, { id: uuidv7(), name: FIRST_USER, role: 'admin' }),
    );
  } catch (error) {
    const winner = isUniqueViolation(error) ? await repository.userByName(FIRST_USER) : null;
    if (winner === null) throw error;
    return winner;
  }
}

async function newLink(kit: Kit, repository: AccessRepository, user: UserRow): Promise<string> {
  const secret = newSessionSecret();
  const expiresAt = new Date(kit.clock.now().getTime() + LINK_LIFE_MS);
  await kit.db.transaction((tx) => repository.insertOneTimeSecret(tx, hashSecret(secret), user.id, expiresAt));
  // Behind `#`, so that the secret reaches neither a server log nor a Referer header.
  return `${kit.settings.publicUrl}/sign-in#secret=${secret}`;
}

async function keepOperatorToken(kit: Kit, repository: AccessRepository): Promise<void> {
  const path = join(kit.settings.dataFolder, 'operator-token');
  const known = await readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
  const secret = known ?? newApiSecret();
  await keepToken(kit, repository, 'operator', secret);
  if (known !== null) return;
  await mkdir(kit.settings.dataFolder, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, `${secret}\n`, { mode: 0o600 });
  await chmod(unfinished, 0o600);
  await rename(unfinished, path);
}

/** keepToken stores an admin token of every workspace unless its hash is already there; one that was revoked stays revoked. */
async function keepToken(kit: Kit, repository: AccessRepository, name: string, secret: string): Promise<void> {
  const tokenHash = hashSecret(secret);
  if ((await repository.tokenByHash(tokenHash)) !== null) return;
  const lastFour = secret.slice(-4);
  const row: NewTokenRow = {
    id: uuidv7(),
    workspaceId: null,
    name,
    tokenHash,
    lastFour,
    role: 'admin',
    scopes: ['admin'],
    createdBy: 'Slipway',
    ownerId: null,
    expiresAt: null,
  };
  try {
    await kit.db.transaction((tx) => repository.insertToken(tx, row));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}
