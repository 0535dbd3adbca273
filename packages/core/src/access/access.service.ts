import type { endpointTable, ApiToken, BodyOf, CreatedApiToken, Me, Page, ParamsOf, QueryOf } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { logAccess } from './access.events.js';
import { AccessReads, type RequestCredentials } from './access.reads.js';
import { AccessRepository } from './access.repository.js';
import { AttemptLimit } from './attempt-limit.js';
import { actorOf, allowedScopes, type Credential } from './caller.js';
import { prepareFirstStart, type FirstStart } from './first-start.js';
import { Idempotency } from './idempotency.js';
import { NamedSecrets } from './named-secrets.js';
import { hashPassword, verifyPassword } from './password-hash.js';
import { People } from './people.js';
import { PlaygroundToken } from './playground-token.js';
import { hashSecret, newApiSecret, newSessionSecret } from './secret-token.js';

type Table = typeof endpointTable;

const SESSION_MS = 12 * 3_600_000;
const DAY_MS = 86_400_000;
const FAILURES_PER_ADDRESS = 20;
const FAILURES_PER_NAME = 10;

type SignInBody = BodyOf<Table['signIn']>;

interface Caller {
  address: string;
  workspaceId: string;
  requestId: string | null;
}

/** SignedIn is a new session: the secret goes into the cookie and nowhere else. */
export interface SignedIn {
  me: Me;
  sessionSecret: string;
  expiresAt: Date;
}

/** AccessService signs people in and out, and makes and revokes API tokens. */
export class AccessService {
  /** idempotency remembers the answers of requests that carried an `Idempotency-Key`. */
  readonly idempotency: Idempotency;
  /** people opens and closes accounts. */
  readonly people: People;
  /** secrets are what endpoints of others are asked with. */
  readonly secrets: NamedSecrets;
  private readonly repository: AccessRepository;
  private readonly reads: AccessReads;
  private readonly playground: PlaygroundToken;
  private readonly byAddress = new AttemptLimit(FAILURES_PER_ADDRESS);
  private readonly byName = new AttemptLimit(FAILURES_PER_NAME);

  constructor(private readonly kit: Kit) {
    this.repository = new AccessRepository(kit.db);
    this.reads = new AccessReads(kit, this.repository);
    this.playground = new PlaygroundToken(kit, this.repository);
    this.people = new People(kit, this.repository, this.reads);
    this.idempotency = new Idempotency(kit.db);
    this.secrets = new NamedSecrets(kit);
  }

  /** prepareFirstStart makes sure that somebody can get in, and returns a one-time sign-in link while nobody has a password. */
  async prepareFirstStart(): Promise<FirstStart> {
    await this.idempotency.deleteOld();
    return prepareFirstStart(this.kit, this.repository);
  }

  /** authenticate returns whose request this is, or null; a bearer token wins over a cookie. */
  authenticate(credentials: RequestCredentials): Promise<Credential | null> {
    return this.reads.authenticate(credentials);
  }

  /** authenticateToken returns what a token may do, or null for one that is unknown, expired or revoked. */
  authenticateToken(secret: string): Promise<Credential | null> {
    return this.reads.authenticateToken(secret);
  }

  /** workspaceExists tells whether there is such a workspace. */
  workspaceExists(id: string): Promise<boolean> {
    return this.repository.workspaceExists(id);
  }

  /** playgroundToken returns a short-lived `predict` token that only the API's own playground has. */
  playgroundToken(): Promise<string> {
    return this.playground.current();
  }

  /** signIn opens a session for a one-time secret, a token, or name and password. `address` is the caller's, for the limit on failures. */
  async signIn({ body }: { body: SignInBody }, from: Caller): Promise<SignedIn> {
    const now = this.kit.clock.now();
    const forgive = this.countTry(body, from.address, now);
    const signedIn = await this.trySignIn(body, from, now).catch((error: unknown) => {
      forgive();
      throw error;
    });
    if (signedIn === null) {
      this.kit.log.warn('sign-in failed', { address: from.address, requestId: from.requestId });
      throw new SlipwayError(
        'sign_in_failed',
        'The link is spent or expired, or the name, password or token is wrong.',
      );
    }
    forgive();
    return signedIn;
  }

  /** getMe describes the caller. */
  getMe(credential: Credential, workspaceId: string): Me {
    return meOf(credential, workspaceId);
  }

  /** signOut ends the session; with a bearer token there is nothing to end. */
  async signOut(credential: Credential): Promise<void> {
    if (credential.sessionHash !== null) await this.repository.deleteSession(credential.sessionHash);
  }

  /** setPassword sets the password of the person who is signed in and ends their other sessions. */
  async setPassword(
    actor: Actor,
    credential: Credential,
    { body }: { body: BodyOf<Table['setPassword']> },
  ): Promise<void> {
    const { sessionHash } = credential;
    if (credential.kind !== 'user' || sessionHash === null)
      throw new SlipwayError('forbidden', 'Only a person who is signed in has a password.');
    const passwordHash = await hashPassword(body.password);
    await this.kit.db.transaction(async (tx) => {
      await this.repository.setPassword(tx, credential.id, passwordHash, sessionHash);
      await logAccess(tx, actor, 'access.password_set', credential.name, {});
    });
  }

  /** listTokens pages through tokens, newest first: a person's own, all of the workspace for an admin. */
  listTokens(actor: Actor, { query }: { query: QueryOf<Table['listTokens']> }): Promise<Page<ApiToken>> {
    return this.reads.listTokens(actor.workspaceId, mayManageTokensOf(actor), query);
  }

  /**
   * createToken makes a token with some of the caller's scopes; the answer is the only place its secret ever appears. It belongs to the
   * caller's person, whose role bounds it for as long as it lives.
   */
  async createToken(
    actor: Actor,
    credential: Credential,
    { body }: { body: BodyOf<Table['createToken']> },
  ): Promise<CreatedApiToken> {
    if (credential.kind === 'token' && !credential.scopes.includes('admin'))
      throw new SlipwayError('forbidden', 'Only a person who is signed in, or an admin token, makes tokens.');
    const missing = body.scopes.filter((scope) => !credential.scopes.includes(scope));
    if (missing.length > 0)
      throw new SlipwayError('forbidden', `You cannot grant what you do not have: ${missing.join(', ')}.`);
    const secret = newApiSecret();
    const row = {
      id: uuidv7(),
      workspaceId: actor.workspaceId,
      name: body.name,
      tokenHash: hashSecret(secret),
      lastFour: secret.slice(-4),
      role: credential.role,
      scopes: [...new Set(body.scopes)],
      createdBy: actor.name,
      ownerId: actor.personId,
      expiresAt: new Date(this.kit.clock.now().getTime() + body.expiresInDays * DAY_MS),
    };
    return this.kit.db.transaction(async (tx) => {
      const token = this.reads.tokenView(await this.repository.insertToken(tx, row));
      await logAccess(tx, actor, 'access.token_created', row.name, {
        name: row.name,
        scopes: row.scopes,
        lastFour: row.lastFour,
        expiresAt: token.expiresAt,
      });
      return { ...token, secret };
    });
  }

  /** revokeToken ends a token and every session that was opened with it, at once. */
  async revokeToken(actor: Actor, { params }: { params: ParamsOf<Table['revokeToken']> }): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const of = { workspaceId: actor.workspaceId, ownerId: mayManageTokensOf(actor) };
      const token = await this.repository.revokeToken(tx, of, params.id, this.kit.clock.now());
      if (token === null) throw notFound('live token', params.id);
      await logAccess(tx, actor, 'access.token_revoked', token.name, { name: token.name, lastFour: token.lastFour });
    });
  }

  private countTry(body: SignInBody, address: string, now: Date): () => void {
    const forgiveAddress = this.byAddress.begin(address, now);
    if (!('name' in body)) return forgiveAddress;
    try {
      const forgiveName = this.byName.begin(body.name, now);
      return () => {
        forgiveAddress();
        forgiveName();
      };
    } catch (error) {
      // Nothing was guessed: who shares the address with the guesser still gets in.
      forgiveAddress();
      throw error;
    }
  }

  private async trySignIn(body: SignInBody, from: Caller, now: Date): Promise<SignedIn | null> {
    const secret = newSessionSecret();
    const csrfToken = newSessionSecret();
    const expiresAt = new Date(now.getTime() + SESSION_MS);
    // Before the transaction: who asks for a second connection while holding one may wait for itself.
    const verified = 'oneTimeSecret' in body ? null : await this.ownerOfSecret(body);
    return this.kit.db.transaction(async (tx) => {
      const owner = 'oneTimeSecret' in body ? await this.ownerOfLink(tx, body.oneTimeSecret, now) : verified;
      if (owner === null || owner.internal) return null;
      await this.openSession(tx, owner, { secret, csrfToken, expiresAt });
      if (owner.kind === 'user') await this.repository.touchUser(tx, owner.id, now);
      const credential = { ...owner, via: 'session' as const, csrfToken };
      const how = 'oneTimeSecret' in body ? 'link' : 'token' in body ? 'token' : 'password';
      const actor = actorOf(credential, from.workspaceId, from.requestId);
      await logAccess(tx, actor, 'access.signed_in', credential.name, { with: how });
      return { me: meOf(credential, from.workspaceId), sessionSecret: secret, expiresAt };
    });
  }

  private ownerOfSecret(body: Exclude<SignInBody, { oneTimeSecret: string }>): Promise<Credential | null> {
    return 'token' in body ? this.reads.authenticateToken(body.token) : this.userWithPassword(body.name, body.password);
  }

  private async userWithPassword(name: string, password: string): Promise<Credential | null> {
    const user = await this.repository.userByName(name);
    const right = await verifyPassword(password, user?.passwordHash ?? null);
    return right && user !== null ? this.reads.credentialOfUser(user) : null;
  }

  private async ownerOfLink(tx: Tx, secret: string, now: Date): Promise<Credential | null> {
    const user = await this.repository.spendOneTimeSecret(tx, hashSecret(secret), now);
    return user === null ? null : this.reads.credentialOfUser(user);
  }

  private async openSession(
    tx: Tx,
    owner: Credential,
    session: { secret: string; csrfToken: string; expiresAt: Date },
  ): Promise<void> {
    await this.repository.insertSession(tx, {
      tokenHash: hashSecret(session.secret),
      userId: owner.kind === 'user' ? owner.id : null,
      apiTokenId: owner.kind === 'token' ? owner.id : null,
      csrfToken: session.csrfToken,
      expiresAt: session.expiresAt,
    });
  }
}

const meOf = ({ kind, name, role, scopes, csrfToken }: Credential, workspace: string): Me => ({
  kind,
  name,
  role,
  scopes: allowedScopes(role, scopes),
  workspace,
  csrfToken,
});

/** Whose tokens a caller sees and revokes: everybody's (null) for an admin, else those of the caller's own person. */
function mayManageTokensOf({ scopes, personId }: Actor): string | null {
  if (scopes.includes('admin')) return null;
  if (personId === null) throw new SlipwayError('forbidden', 'This token belongs to no person and is not an admin.');
  return personId;
}
