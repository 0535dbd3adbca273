import type { Role, Scope } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';

/** UserRow is a stored person. */
export type UserRow = Prisma.UserGetPayload<object>;
/** OwnedToken is a stored API token with the person whose role bounds it; null for the operator's own. */
export type OwnedToken = Prisma.ApiTokenGetPayload<object> & { owner: UserRow | null };
/** SessionRow is a stored session with whom it belongs to: a person, or the token it was opened with. */
export type SessionRow = Prisma.SessionGetPayload<{ include: { user: true; apiToken: { include: { owner: true } } } }>;

/** NewTokenRow is a token about to be stored. */
export interface NewTokenRow {
  id: string;
  workspaceId: string | null;
  name: string;
  tokenHash: string;
  lastFour: string;
  role: Role;
  scopes: Scope[];
  createdBy: string;
  ownerId: string | null;
  expiresAt: Date | null;
}

/** A token name that starts like this cannot be chosen by a caller: names start with a letter or digit. */
const INTERNAL_PREFIX = '(';

/** isInternalToken tells Slipway's own tokens from people's. */
export const isInternalToken = (row: { name: string }): boolean => row.name.startsWith(INTERNAL_PREFIX);

/** TokensOf says whose tokens are meant: those of a workspace, of one person only unless `ownerId` is null. */
export interface TokensOf {
  workspaceId: string;
  ownerId: string | null;
}

const visible = ({ workspaceId, ownerId }: TokensOf) => ({
  OR: [{ workspaceId }, { workspaceId: null }],
  NOT: { name: { startsWith: INTERNAL_PREFIX } },
  ...(ownerId !== null && { ownerId }),
});

/** AccessRepository is the only file of this domain that touches the database. */
export class AccessRepository {
  constructor(private readonly db: Db) {}

  workspaceExists = async (id: string): Promise<boolean> =>
    (await this.db.prisma.workspace.count({ where: { id } })) > 0;

  /** Asked at every request of a script, so the statement is prepared once a connection; few tokens need the second one. */
  tokenByHash = async (tokenHash: string): Promise<OwnedToken | null> => {
    const { rows } = await this.db.pool.query<Omit<OwnedToken, 'owner'>>({
      name: 'access-token-by-hash',
      text: 'SELECT * FROM "ApiToken" WHERE "tokenHash" = $1',
      values: [tokenHash],
    });
    const [token] = rows;
    if (token === undefined) return null;
    const owner =
      token.ownerId === null ? null : await this.db.prisma.user.findUnique({ where: { id: token.ownerId } });
    return { ...token, owner };
  };

  sessionByHash = (tokenHash: string): Promise<SessionRow | null> =>
    this.db.prisma.session.findUnique({
      where: { tokenHash },
      include: { user: true, apiToken: { include: { owner: true } } },
    });

  userByName = (name: string): Promise<UserRow | null> => this.db.prisma.user.findUnique({ where: { name } });

  userById = (tx: Tx, id: string): Promise<UserRow | null> => tx.user.findUnique({ where: { id } });

  async touchToken(id: string, now: Date): Promise<void> {
    await this.db.prisma.apiToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
  }

  listTokens(of: TokensOf, afterId: string | null, limit: number, q?: string): Promise<OwnedToken[]> {
    return this.db.prisma.apiToken.findMany({
      include: { owner: true },
      where: {
        ...visible(of),
        ...(q && { name: { contains: q, mode: 'insensitive' } }),
        ...(afterId && { id: { lt: afterId } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
  }

  listUsers(afterId: string | null, limit: number, q?: string): Promise<UserRow[]> {
    return this.db.prisma.user.findMany({
      where: { ...(q && { name: { contains: q, mode: 'insensitive' } }), ...(afterId && { id: { lt: afterId } }) },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
  }

  insertToken = (tx: Tx, row: NewTokenRow): Promise<OwnedToken> =>
    tx.apiToken.create({ data: row, include: { owner: true } });

  /** Revokes a live one of these tokens; null when there is none. */
  async revokeToken(tx: Tx, of: TokensOf, id: string, now: Date): Promise<OwnedToken | null> {
    const where = { id, revokedAt: null, ...visible(of) };
    const { count } = await tx.apiToken.updateMany({ where, data: { revokedAt: now } });
    return count === 0 ? null : tx.apiToken.findUnique({ where: { id }, include: { owner: true } });
  }

  async deleteExpiredSecrets(tx: Tx, now: Date): Promise<void> {
    await tx.apiToken.deleteMany({ where: { name: { startsWith: INTERNAL_PREFIX }, expiresAt: { lt: now } } });
    await tx.oneTimeSecret.deleteMany({ where: { expiresAt: { lt: now } } });
    await tx.session.deleteMany({ where: { expiresAt: { lt: now } } });
  }

  insertUser = (tx: Tx, row: { id: string; name: string; role: Role }): Promise<UserRow> =>
    tx.user.create({ data: row });

  isNameTaken = async (tx: Tx, name: string): Promise<boolean> =>
    (await tx.user.count({ where: { name: { equals: name, mode: 'insensitive' } } })) > 0;

  updateUser = (tx: Tx, id: string, data: { role: Role; disabledAt: Date | null }): Promise<UserRow> =>
    tx.user.update({ where: { id }, data });

  /** Locks the open accounts of admins until the transaction ends, so that two of them cannot demote each other at once. */
  async lockAdmins(tx: Tx): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "User" WHERE role = 'admin' AND "disabledAt" IS NULL ORDER BY id FOR UPDATE`;
    return rows.map(({ id }) => id);
  }

  async touchUser(tx: Tx, id: string, now: Date): Promise<void> {
    await tx.user.update({ where: { id }, data: { lastSignedInAt: now } });
  }

  async deleteLinks(tx: Tx, userId: string): Promise<void> {
    await tx.oneTimeSecret.deleteMany({ where: { userId } });
  }

  /** Ends every session and link of a person, and the sessions that their tokens opened. */
  async endAccess(tx: Tx, userId: string): Promise<void> {
    await tx.session.deleteMany({ where: { OR: [{ userId }, { apiToken: { ownerId: userId } }] } });
    await this.deleteLinks(tx, userId);
  }

  countPasswords = (): Promise<number> =>
    this.db.prisma.user.count({ where: { passwordHash: { not: null }, disabledAt: null } });

  async insertOneTimeSecret(tx: Tx, secretHash: string, userId: string, expiresAt: Date): Promise<void> {
    await tx.oneTimeSecret.create({ data: { secretHash, userId, expiresAt } });
  }

  /** Spends a one-time secret; of several that try at once one gets the user, the others null. */
  async spendOneTimeSecret(tx: Tx, secretHash: string, now: Date): Promise<UserRow | null> {
    const { count } = await tx.oneTimeSecret.updateMany({
      where: { secretHash, spentAt: null, expiresAt: { gt: now } },
      data: { spentAt: now },
    });
    if (count === 0) return null;
    const secret = await tx.oneTimeSecret.findUniqueOrThrow({ where: { secretHash } });
    return this.userById(tx, secret.userId);
  }

  async insertSession(
    tx: Tx,
    row: { tokenHash: string; userId: string | null; apiTokenId: string | null; csrfToken: string; expiresAt: Date },
  ): Promise<void> {
    await tx.session.create({ data: row });
  }

  async deleteSession(tokenHash: string): Promise<void> {
    await this.db.prisma.session.deleteMany({ where: { tokenHash } });
  }

  /** Sets a password and ends every other session of the person. */
  async setPassword(tx: Tx, userId: string, passwordHash: string, keepSession: string): Promise<void> {
    await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    await tx.session.deleteMany({ where: { userId, NOT: { tokenHash: keepSession } } });
    await this.deleteLinks(tx, userId);
  }
}
