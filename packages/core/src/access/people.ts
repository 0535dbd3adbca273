import type { BodyOf, endpointTable, Page, ParamsOf, QueryOf, Role, SignInLink, User } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { logAccess } from './access.events.js';
import { userView, type AccessReads } from './access.reads.js';
import type { AccessRepository, UserRow } from './access.repository.js';
import type { Credential } from './caller.js';
import { hashSecret, newSessionSecret } from './secret-token.js';

type Table = typeof endpointTable;

const INVITATION_LIFE_MS = 7 * 86_400_000;
/** Where an invited person sets a password. */
const WELCOME_PATH = encodeURIComponent('/settings?tab=users');

/** People opens accounts, changes roles, closes accounts, and makes the links by which people come in. */
export class People {
  constructor(
    private readonly kit: Kit,
    private readonly repository: AccessRepository,
    private readonly reads: AccessReads,
  ) {}

  /** list pages through the people of the installation, newest first. */
  list({ query }: { query: QueryOf<Table['listUsers']> }): Promise<Page<User>> {
    return this.reads.listUsers(query);
  }

  /** create opens an account and returns the link that signs its person in once. Throws `already_exists`, whatever the name's case. */
  async create(
    actor: Actor,
    credential: Credential,
    { body: { name, role } }: { body: BodyOf<Table['createUser']> },
  ): Promise<SignInLink> {
    requireEveryWorkspace(credential);
    try {
      return await this.kit.db.transaction(async (tx) => {
        if (await this.repository.isNameTaken(tx, name)) throw nameTaken(name);
        const user = await this.repository.insertUser(tx, { id: uuidv7(), name, role });
        await logAccess(tx, actor, 'access.user_created', name, { role });
        return this.newLink(tx, user);
      });
    } catch (error) {
      throw isUniqueViolation(error) ? nameTaken(name) : error;
    }
  }

  /**
   * update gives a person another role or closes and reopens the account; sessions, links and tokens of a closed account end at once.
   * Throws `conflict` rather than leave an installation without an admin.
   */
  async update(
    actor: Actor,
    credential: Credential,
    { params, body }: { params: ParamsOf<Table['updateUser']>; body: BodyOf<Table['updateUser']> },
  ): Promise<User> {
    requireEveryWorkspace(credential);
    return this.kit.db.transaction(async (tx) => {
      const admins = await this.repository.lockAdmins(tx);
      const user = await this.require(tx, params.id);
      const before = { role: user.role as Role, disabled: user.disabledAt !== null };
      const after = { role: body.role ?? before.role, disabled: body.disabled ?? before.disabled };
      const remainsAdmin = after.role === 'admin' && !after.disabled;
      if (admins.length === 1 && admins[0] === user.id && !remainsAdmin)
        throw new SlipwayError('conflict', `${user.name} is the last admin: make somebody else admin first.`);
      const disabledAt = after.disabled ? (user.disabledAt ?? this.kit.clock.now()) : null;
      const changed = await this.repository.updateUser(tx, user.id, { role: after.role, disabledAt });
      if (after.disabled) await this.repository.endAccess(tx, user.id);
      await logAccess(tx, actor, 'access.user_updated', user.name, after, before);
      return userView(changed);
    });
  }

  /** createLink makes a new link for a person, which replaces the earlier ones. Throws `conflict` for a disabled account. */
  async createLink(
    actor: Actor,
    credential: Credential,
    { params }: { params: ParamsOf<Table['createSignInLink']> },
  ): Promise<SignInLink> {
    requireEveryWorkspace(credential);
    return this.kit.db.transaction(async (tx) => {
      const user = await this.require(tx, params.id);
      if (user.disabledAt !== null)
        throw new SlipwayError('conflict', `The account of ${user.name} is disabled: enable it first.`);
      await this.repository.deleteLinks(tx, user.id);
      await logAccess(tx, actor, 'access.link_made', user.name, {});
      return this.newLink(tx, user);
    });
  }

  private async require(tx: Tx, id: string): Promise<UserRow> {
    const user = await this.repository.userById(tx, id);
    if (user === null) throw notFound('person', id);
    return user;
  }

  private async newLink(tx: Tx, user: UserRow): Promise<SignInLink> {
    const secret = newSessionSecret();
    const expiresAt = new Date(this.kit.clock.now().getTime() + INVITATION_LIFE_MS);
    await this.repository.insertOneTimeSecret(tx, hashSecret(secret), user.id, expiresAt);
    // Behind `#`, so that the secret reaches neither a server log nor a Referer header.
    const signInUrl = `${this.kit.settings.publicUrl}/sign-in?next=${WELCOME_PATH}#secret=${secret}`;
    return { user: userView(user), signInUrl, expiresAt: expiresAt.toISOString() };
  }
}

/** People have their roles in every workspace, so a token of one workspace must not make or change them. */
function requireEveryWorkspace({ workspaceId }: Credential): void {
  if (workspaceId === null) return;
  throw new SlipwayError(
    'forbidden',
    'A token of one workspace does not change people: sign in, or use the operator token.',
  );
}

const nameTaken = (name: string): SlipwayError =>
  new SlipwayError('already_exists', `Somebody is called ${name} already.`, [
    { path: 'name', message: 'is taken; upper and lower case count as the same' },
  ]);
