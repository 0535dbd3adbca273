import type { Role, Scope } from '@slipway/contracts';
import type { Prisma } from '@slipway/db';
import type { Db, Tx } from '../kernel/db.js';

/** TokenRow is a stored API token. */
export type TokenRow = Prisma.ApiTokenGetPayload<object>;
/** UserRow is a stored person. */
export type UserRow = Prisma.UserGetPayload<object>;
/** SessionRow is a stored session with whom it belongs to: a person, or the token it was opened with. */
export type SessionRow = Prisma.SessionGetPayload<{ include: { user: true; apiToken: true } }>;

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
  expiresAt: Date | null;
}

/** A token name that starts like this cannot be chosen by a caller: names start with a letter or digit. */
const INTERNAL_PREFIX = '(';

/** isInternalToken tells Slipway's own tokens from people's. */
export const isInternalToken = (row: { name: string }): boolean => row.name.startsWith(INTERNAL_PREFIX);

/** AccessRepository is the only file of this domain that touches the database. */
export class AccessRepository {
  constructor(private readonly db: Db) {}

  workspaceExists = async (id: string): Promise<boolean> =>
    (await this.db.prisma.workspace.count({ where: { id } })) > 0;

  /** Asked at every request of a script, so the statement is prepared once a connection. */
  tokenByHash = async (tokenHash: string): Promise<TokenRow | null> =>
    (
      await this.db.pool.query<TokenRow>({
        name: 'access-token-by-hash',
        text: 'SELECT * FROM "ApiToken" WHERE "tokenHash" = $1',
        values: [tokenHash],
      })
    ).rows[0] ?? null;

  sessionByHash = (tokenHash: string): Promise<SessionRow | null> =>
    this.db.prisma.session.findUnique({ where: { tokenHash }, include: { user: true, apiToken: true } });

  userByName = (name: string): Promise<UserRow | null> => this.db.prisma.user.findUnique({ where: { name } });

  userById = (tx: Tx, id: string): Promise<UserRow | null> => tx.user.findUnique({ where: { id } });

  async touchToken(id: string, now: Date): Promise<void> {
    await this.db.prisma.apiToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
  }

  listTokens(workspaceId: string, afterId: string | null, limit: number, q?: string): Promise<TokenRow[]> {
    return this.db.prisma.apiToken.findMany({
      where: {
        OR: [{ workspaceId }, { workspaceId: null }],
        NOT: { name: { startsWith: INTERNAL_PREFIX } },
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

  insertToken = (tx: Tx, row: NewTokenRow): Promise<TokenRow> => tx.apiToken.create({ data: row });

  /** Revokes a live token that the workspace can see; null when there is none. */
  async revokeToken(tx: Tx, workspaceId: string, id: string, now: Date): Promise<TokenRow | null> {
    const visible = {
      id,
      revokedAt: null,
      OR: [{ workspaceId }, { workspaceId: null }],
      NOT: { name: { startsWith: INTERNAL_PREFIX } },
    };
    const { count } = await tx.apiToken.updateMany({ where: visible, data: { revokedAt: now } });
    return count === 0 ? null : tx.apiToken.findUnique({ where: { id } });
  }

  async deleteExpiredSecrets(tx: Tx, now: Date): Promise<void> {
    await tx.apiToken.deleteMany({ where: { name: { startsWith: INTERNAL_PREFIX }, expiresAt: { lt: now } } });
    await tx.oneTimeSecret.deleteMany({ where: { expiresAt: { lt: now } } });
    await tx.session.deleteMany({ where: { expiresAt: { lt: now } } });
  }

  insertUser = (tx: Tx, row: { id: string; name: string; role: Role }): Promise<UserRow> =>
    tx.user.create({ data: row });

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
    await tx.oneTimeSecret.deleteMany({ where: { userId } });
  }
}
