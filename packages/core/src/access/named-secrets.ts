import type { BodyOf, endpointTable, NamedSecret } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { SecretBox } from '../kernel/secrets.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

/** SecretGuard is a veto against the deletion of a secret, of a domain to the right. */
export type SecretGuard = (tx: Tx, workspaceId: string, name: string) => Promise<void>;

/** NamedSecrets keeps values that endpoints of others are asked with: sealed at rest, never shown, sent to their own hosts only. */
export class NamedSecrets {
  /** guards are filled by create-core. */
  readonly guards: { beforeDelete: SecretGuard[] } = { beforeDelete: [] };
  private readonly box: SecretBox;

  constructor(private readonly kit: Kit) {
    this.box = new SecretBox(kit);
  }

  /** listSecrets lists names and hosts. */
  async listSecrets(actor: Actor): Promise<{ items: NamedSecret[] }> {
    const { workspaceId } = actor;
    const rows = await this.kit.db.prisma.namedSecret.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } });
    return { items: rows.map(secretView) };
  }

  /** setSecret stores a value under a name together with its hosts; what was stored there before is gone. */
  async setSecret(
    actor: Actor,
    { params: { name }, body: { value, hosts } }: Named & { body: BodyOf<Table['setSecret']> },
  ): Promise<NamedSecret> {
    const { workspaceId } = actor;
    const key = { workspaceId_name: { workspaceId, name } };
    const row = await this.kit.db.transaction(async (tx) => {
      const before = await tx.namedSecret.findUnique({ where: key });
      const stored = {
        hosts,
        secretId: await this.box.seal(tx, value),
        createdBy: actor.name,
        updatedAt: this.kit.clock.now(),
      };
      const made = await tx.namedSecret.upsert({
        where: key,
        create: { workspaceId, name, ...stored },
        update: stored,
      });
      if (before !== null) await tx.secret.deleteMany({ where: { id: before.secretId } });
      await appendEvent(tx, actor, {
        kind: 'access.secret_set',
        subjectKind: 'secret',
        subjectName: name,
        ...(before !== null && { before: { hosts: before.hosts } }),
        after: { hosts },
      });
      return made;
    });
    return secretView(row);
  }

  /** deleteSecret forgets a value; refused while a served version needs it (`in_use`). */
  async deleteSecret(actor: Actor, { params: { name } }: Named): Promise<void> {
    const { workspaceId } = actor;
    await this.kit.db.transaction(async (tx) => {
      const row = await tx.namedSecret.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
      if (row === null) throw notFound('secret', name);
      for (const guard of this.guards.beforeDelete) await guard(tx, workspaceId, name);
      await tx.namedSecret.delete({ where: { workspaceId_name: { workspaceId, name } } });
      await tx.secret.deleteMany({ where: { id: row.secretId } });
      await appendEvent(tx, actor, {
        kind: 'access.secret_deleted',
        subjectKind: 'secret',
        subjectName: name,
        before: { hosts: row.hosts },
      });
    });
  }

  /** open returns a value that is about to be sent to an address; `not_found` without one, `outbound_refused` for a host that it is not for. */
  async open(workspaceId: string, name: string, url: URL): Promise<string> {
    const row = await this.kit.db.prisma.namedSecret.findUnique({ where: { workspaceId_name: { workspaceId, name } } });
    if (row === null) throw notFound('secret', name);
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const isMeant = row.hosts.some((host) => (host.includes(':') ? host : `${host}:443`) === `${url.hostname}:${port}`);
    if (!isMeant)
      throw new SlipwayError('outbound_refused', `The secret ${name} may not be sent to ${url.hostname}:${port}.`, [
        { path: 'target.auth.secret', message: `stored for ${row.hosts.join(', ')}` },
      ]);
    return this.box.open(row.secretId);
  }
}

const secretView = ({
  name,
  hosts,
  createdBy,
  updatedAt,
}: Pick<NamedSecret, 'name' | 'hosts' | 'createdBy'> & { updatedAt: Date }): NamedSecret => ({
  name,
  hosts,
  createdBy,
  updatedAt: updatedAt.toISOString(),
});
