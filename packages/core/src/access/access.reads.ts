import { Role, Scope, scopesOfRole, type ApiToken, type Page, type PageQuery, type User } from '@slipway/contracts';
import { z } from 'zod';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Kit } from '../kernel/kit.js';
import { isInternalToken, type AccessRepository, type OwnedToken, type UserRow } from './access.repository.js';
import { allowedScopes, type Credential } from './caller.js';
import { hashSecret } from './secret-token.js';

const TOUCH_EVERY_MS = 60_000;
const Scopes = z.array(Scope);

/** RequestCredentials are the two headers that can identify a caller. */
export interface RequestCredentials {
  authorization?: string | undefined;
  /** The value of the cookie `slipway_session`. */
  session?: string | undefined;
}

/** AccessReads answers who somebody is and lists people and tokens. */
export class AccessReads {
  constructor(
    private readonly kit: Kit,
    private readonly repository: AccessRepository,
  ) {}

  /** authenticate never falls back: a request with a bad `Authorization` is nobody's, whatever its cookie says. */
  async authenticate({ authorization, session }: RequestCredentials): Promise<Credential | null> {
    if (authorization !== undefined) {
      const [scheme = '', secret = '', ...rest] = authorization.trim().split(/ +/);
      return scheme.toLowerCase() === 'bearer' && rest.length === 0 ? this.authenticateToken(secret) : null;
    }
    return session === undefined ? null : this.authenticateSession(session);
  }

  /** authenticateToken looks a token up by its hash and notes, once a minute, that it is used. */
  async authenticateToken(secret: string): Promise<Credential | null> {
    const row = await this.repository.tokenByHash(hashSecret(secret));
    const now = this.kit.clock.now();
    if (row === null || !isLive(row, now)) return null;
    if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > TOUCH_EVERY_MS)
      await this.repository.touchToken(row.id, now);
    return this.credentialOfToken(row);
  }

  /** credentialOfUser is all that a person's role grants; null for a disabled account. */
  credentialOfUser(user: UserRow): Credential | null {
    if (user.disabledAt !== null) return null;
    const role = Role.parse(user.role);
    const rights = { role, scopes: scopesOfRole[role], workspaceId: null };
    return {
      via: 'session',
      kind: 'user',
      id: user.id,
      personId: user.id,
      name: user.name,
      ...rights,
      csrfToken: null,
      sessionHash: null,
      internal: false,
    };
  }

  /** listTokens pages through tokens of a workspace, newest first; of one owner only, unless it is null. */
  async listTokens(workspaceId: string, ownerId: string | null, query: PageQuery): Promise<Page<ApiToken>> {
    const of = { workspaceId, ownerId };
    const rows = await this.repository.listTokens(of, idAfter(query.cursor), query.limit, query.q);
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
    return { items: items.map((row) => this.tokenView(row)), nextCursor };
  }

  /** listUsers pages through people, newest first. */
  async listUsers(query: PageQuery): Promise<Page<User>> {
    const rows = await this.repository.listUsers(idAfter(query.cursor), query.limit, query.q);
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.id]);
    return { items: items.map(userView), nextCursor };
  }

  /** tokenView is a token as the API shows it: never its hash. */
  tokenView(row: OwnedToken): ApiToken {
    return {
      id: row.id,
      name: row.name,
      scopes: Scopes.parse(row.scopes),
      lastFour: row.lastFour,
      createdAt: row.createdAt.toISOString(),
      createdBy: row.createdBy,
      owner: row.owner?.name ?? null,
      expiresAt: row.expiresAt?.toISOString() ?? null,
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      revokedAt: row.revokedAt?.toISOString() ?? null,
    };
  }

  private async authenticateSession(secret: string): Promise<Credential | null> {
    const sessionHash = hashSecret(secret);
    const session = await this.repository.sessionByHash(sessionHash);
    const now = this.kit.clock.now();
    if (session === null || session.expiresAt <= now) return null;
    const owner = this.ownerOf(session.user, session.apiToken, now);
    return owner && { ...owner, via: 'session', csrfToken: session.csrfToken, sessionHash };
  }

  private ownerOf(user: UserRow | null, token: OwnedToken | null, now: Date): Credential | null {
    if (user !== null) return this.credentialOfUser(user);
    return token !== null && isLive(token, now) ? this.credentialOfToken(token) : null;
  }

  private credentialOfToken(row: OwnedToken): Credential {
    const role = Role.parse(row.owner?.role ?? row.role);
    const scopes = allowedScopes(role, Scopes.parse(row.scopes));
    const rights = { role, scopes, workspaceId: row.workspaceId };
    return {
      via: 'token',
      kind: 'token',
      id: row.id,
      personId: row.owner?.id ?? null,
      name: row.name,
      ...rights,
      csrfToken: null,
      sessionHash: null,
      internal: isInternalToken(row),
    };
  }
}

const isLive = (row: OwnedToken, now: Date): boolean =>
  row.revokedAt === null &&
  (row.expiresAt === null || row.expiresAt > now) &&
  (row.owner === null || row.owner.disabledAt === null);

const idAfter = (cursor: string | undefined): string | null => {
  const key = decodeCursor(cursor)?.[0];
  return key === undefined ? null : String(key);
};

/** userView is a person as the API shows them: never the hash of a password. */
export const userView = (row: UserRow): User => ({
  id: row.id,
  name: row.name,
  role: Role.parse(row.role),
  hasPassword: row.passwordHash !== null,
  createdAt: row.createdAt.toISOString(),
  lastSignedInAt: row.lastSignedInAt?.toISOString() ?? null,
  disabledAt: row.disabledAt?.toISOString() ?? null,
});
