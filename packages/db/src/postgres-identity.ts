import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** SystemUser is a user and group id of this machine. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** PostgresIdentity says as whom PostgreSQL runs. */
export interface PostgresIdentity {
  /** The user that must own PostgreSQL's files; undefined when that is oneself. */
  owner: SystemUser | undefined;
  /** wrap gives the command line, with the user to spawn it as, that runs `file` under this identity. */
  wrap(file: string, args: readonly string[]): { file: string; args: string[]; as: Partial<SystemUser> };
}

const FALLBACK_USER: SystemUser = { uid: 65_534, gid: 65_534 };
const SETPRIV = '/usr/bin/setpriv';

/**
 * choosePostgresIdentity picks the user for PostgreSQL, which refuses root: an ordinary user runs it as itself, root lends it
 * the system's `postgres` (else `nobody`). When that user cannot reach one of `paths` (a checkout below /root, say), it gets
 * the one right to pass closed folders by util-linux's setpriv; where that is impossible, the error names the closed folder.
 */
export function choosePostgresIdentity(paths: readonly string[]): PostgresIdentity {
  if (process.getuid?.() !== 0) {
    return { owner: undefined, wrap: (file, args) => ({ file, args: [...args], as: {} }) };
  }
  const user = systemUser('postgres') ?? systemUser('nobody') ?? FALLBACK_USER;
  const closed = paths.map((path) => closedFolderOf(path)).find((folder) => folder !== undefined);
  if (closed === undefined) {
    return { owner: user, wrap: (file, args) => ({ file, args: [...args], as: user }) };
  }
  if (!canPassClosedFolders(user)) {
    throw new Error(
      `PostgreSQL refuses to run as root, and the user it gets instead (uid ${user.uid}) may not enter ${closed}: run "chmod o+x ${closed}"`,
    );
  }
  return {
    owner: user,
    wrap: (file, args) => ({ file: SETPRIV, args: [...setprivArgs(user), file, ...args], as: {} }),
  };
}

function setprivArgs(user: SystemUser): string[] {
  return [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
}

function canPassClosedFolders(user: SystemUser): boolean {
  try {
    accessSync(SETPRIV, constants.X_OK);
    execFileSync(SETPRIV, [...setprivArgs(user), '/bin/true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function systemUser(name: string): SystemUser | undefined {
  let passwd: string;
  try {
    passwd = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return undefined;
  }
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((line) => line[0] === name);
  if (fields === undefined) return undefined;
  const uid = Number(fields[2]);
  const gid = Number(fields[3]);
  return Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0 ? { uid, gid } : undefined;
}

/** closedFolderOf is the nearest folder on the way to `path` that others may not pass, or undefined. */
function closedFolderOf(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
