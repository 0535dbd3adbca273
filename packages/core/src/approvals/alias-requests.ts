import { isSamePerson, type Actor, whoIs } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import type { RegistryService } from '../registry/index.js';
import { ApprovalsRepository, type AliasRequestRow } from './approvals.repository.js';
import type { Shown } from './waiting-approval.js';

interface Asked {
  params: { name: string; alias: string };
  body: { version: number; why: string };
}

const WAITS_MS = 7 * 86_400_000;

/** AliasRequests ask approvers to move a protected alias; a request ends after seven days, or when it is answered. */
export class AliasRequests {
  private readonly repository: ApprovalsRepository;

  constructor(
    private readonly kit: Kit,
    private readonly registry: RegistryService,
  ) {
    this.repository = new ApprovalsRepository(kit.db);
  }

  /** waiting are the requests that nobody has answered. */
  waiting = ({ workspaceId }: Actor): Promise<AliasRequestRow[]> =>
    this.repository.requests(workspaceId, this.kit.clock.now());

  /** request stores what is asked for and returns its id; an alias that who may write may move needs no request. */
  async request(actor: Actor, { params, body }: Asked): Promise<string> {
    const { alias } = params;
    const [model, version] = await Promise.all([
      this.registry.requireModel(actor, params.name),
      this.registry.requireVersion(actor, params.name, body.version),
    ]);
    const fromVersion = model.aliases.find((held) => held.alias === alias)?.version ?? null;
    if (fromVersion === body.version)
      throw new SlipwayError('conflict', `v${body.version} is ${alias} already. Nothing changed.`);
    if (!(await this.registry.aliases.isProtected(actor, alias)))
      throw new SlipwayError('conflict', `${alias} is not protected: set it, it needs no approval.`);
    const askedAt = this.kit.clock.now();
    const row = {
      id: uuidv7(),
      workspaceId: actor.workspaceId,
      modelId: model.id,
      versionId: version.id,
      alias,
      fromVersion,
      why: body.why,
      askedBy: actor.name,
      askedById: whoIs(actor),
      askedAt,
      endsAt: new Date(askedAt.getTime() + WAITS_MS),
    };
    try {
      await this.kit.db.transaction(async (tx) => {
        await this.repository.save(tx, row);
        await this.log(
          tx,
          actor,
          'approvals.requested',
          { ...row, model: model.name, version: body.version },
          body.why,
        );
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new SlipwayError(
        'conflict',
        `${alias} of ${model.name} is asked for already: see what waits for approval.`,
      );
    }
    return row.id;
  }

  /** approve moves the alias as an approver may, unless it was moved since it was asked for. */
  async approve(actor: Actor, row: AliasRequestRow, why: string): Promise<void> {
    await this.answer(row, async (tx) => {
      const { model: name, alias, version, fromVersion } = row;
      const holder = await this.registry.aliasHolder(actor, name, alias, tx);
      if (holder !== fromVersion)
        throw new SlipwayError(
          'changed_meanwhile',
          `${alias} has moved to ${holder === null ? 'no version' : `v${holder}`} since this was asked: reject it, and ask anew if it is still wanted.`,
        );
      await this.registry.moveAlias(
        tx,
        actor,
        { name, alias },
        { version, why: `asked by ${row.askedBy}: ${row.why}` },
      );
      await this.log(tx, actor, 'approvals.approved', row, why);
    });
  }

  /** reject answers no; nothing moves. */
  reject(actor: Actor, row: AliasRequestRow, why: string): Promise<void> {
    return this.answer(row, (tx) => this.log(tx, actor, 'approvals.rejected', row, why));
  }

  /** withdraw takes back a request of one's own. */
  async withdraw(actor: Actor, id: string): Promise<void> {
    const row = (await this.waiting(actor)).find((asked) => asked.id === id);
    if (row === undefined) throw notFound('request', id);
    if (!isSamePerson(actor, row.askedById))
      throw new SlipwayError(
        'forbidden',
        `${row.askedBy} asked for this: only they take it back. An approver may reject it.`,
      );
    await this.answer(row, (tx) => this.log(tx, actor, 'approvals.withdrawn', row));
  }

  /** Of two answers at once the second finds nothing to answer. */
  private async answer(row: AliasRequestRow, effect: (tx: Tx) => Promise<void>): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      if (!(await this.repository.take(tx, row.id)))
        throw new SlipwayError('conflict', 'Somebody else has answered this request meanwhile.');
      await effect(tx);
    });
  }

  private async log(
    tx: Tx,
    actor: Actor,
    kind: 'approvals.requested' | 'approvals.approved' | 'approvals.rejected' | 'approvals.withdrawn',
    { model, alias, version, fromVersion }: Pick<AliasRequestRow, 'model' | 'alias' | 'version' | 'fromVersion'>,
    why?: string,
  ): Promise<void> {
    await appendEvent(tx, actor, {
      kind,
      subjectKind: 'model',
      subjectName: model,
      ...(why !== undefined && { why }),
      ...(fromVersion !== null && { before: { alias, version: fromVersion } }),
      after: { alias, version },
    });
  }
}

/** ofAliasRequest shows a request as an approval. */
export const ofAliasRequest = (row: AliasRequestRow): Shown => ({
  id: row.id,
  kind: 'alias',
  sentence: `${row.model} v${row.version} becomes ${row.alias}${row.fromVersion === null ? '' : ` in the place of v${row.fromVersion}`}.`,
  model: row.model,
  version: row.version,
  fromVersion: row.fromVersion,
  endpoint: null,
  alias: row.alias,
  askedBy: row.askedBy,
  askedAt: row.askedAt.toISOString(),
  why: row.why,
  evidence: null,
  endsAt: row.endsAt.toISOString(),
});
