import type { AliasPeriod, AliasPolicy, Model, Stage } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { isProtected, requireApproval } from './alias-policy.js';
import type { AliasMove, RegistryBase } from './registry-base.js';
import { modelView, periodView, versionView, type VersionRow } from './rows.js';

interface HistoryQuery {
  at?: string | undefined;
  limit: number;
}

/** Aliases are movable names for versions; who held which, and when, is kept for good. */
export class Aliases {
  constructor(private readonly base: RegistryBase) {}

  /** set points an alias at a version, unless a guard refuses or the alias is protected. */
  async set(
    actor: Actor,
    {
      params,
      body,
    }: {
      params: { name: string; alias: string };
      body: { version: number; why?: string | undefined; force?: string | undefined };
    },
  ): Promise<Model> {
    await this.base.kit.db.transaction((tx) => this.move(tx, actor, params, body));
    return modelView(await this.base.requireModel(actor, params.name));
  }

  /** move is set inside a transaction of the caller's. */
  async move(
    tx: Tx,
    actor: Actor,
    { name, alias }: { name: string; alias: string },
    { version, why, force }: { version: number; why?: string | undefined; force?: string | null | undefined },
  ): Promise<void> {
    const model = await this.base.lockedModel(actor, name, tx);
    const row = await this.base.requireVersion(actor, name, version, tx);
    await this.requireAllowed(tx, { actor, alias, force }, row);
    const before = model.aliases.find((other) => other.alias === alias)?.version;
    const change = { modelId: model.id, kind: 'alias', alias, at: this.base.kit.clock.now() } as const;
    if (before !== version) {
      await this.base.repository.setAlias(tx, model.id, alias, row.id);
      await this.base.repository.closePeriod(tx, change);
      await this.base.repository.openPeriod(tx, change, {
        versionId: row.id,
        version,
        actorName: actor.name,
        why: why ?? null,
      });
    }
    await this.base.log(tx, actor, 'registry.alias_moved', model.name, {
      why,
      ...(before !== undefined && { before: { alias, version: before } }),
      after: { alias, version },
    });
  }

  /** remove removes an alias; null when there was none. */
  async remove(
    actor: Actor,
    { params: { name, alias } }: { params: { name: string; alias: string } },
  ): Promise<{ version: number } | null> {
    return this.base.kit.db.transaction(async (tx) => {
      const model = await this.base.lockedModel(actor, name, tx);
      const held = model.aliases.find((other) => other.alias === alias);
      if (held === undefined) return null;
      requireApproval(actor, alias, await this.patterns(actor, tx));
      await this.base.repository.removeAlias(tx, model.id, alias);
      await this.base.repository.closePeriod(tx, {
        modelId: model.id,
        kind: 'alias',
        alias,
        at: this.base.kit.clock.now(),
      });
      await this.base.log(tx, actor, 'registry.alias_removed', model.name, {
        before: { alias, version: held.version },
      });
      return { version: held.version };
    });
  }

  /** dropAll takes every alias from a version that goes away; a protected one needs approval. */
  async dropAll(tx: Tx, actor: Actor, row: VersionRow, at: Date): Promise<void> {
    if (row.aliases.length === 0) return;
    const patterns = await this.patterns(actor, tx);
    for (const alias of row.aliases) {
      requireApproval(actor, alias, patterns);
      await this.base.repository.removeAlias(tx, row.modelId, alias);
      await this.base.repository.closePeriod(tx, { modelId: row.modelId, kind: 'alias', alias, at });
    }
  }

  /** requireAllowed asks every guard, and the policies, whether a version may get an alias or a stage. */
  async requireAllowed(tx: Tx, move: AliasMove, row: VersionRow): Promise<void> {
    requireApproval(move.actor, move.alias, await this.patterns(move.actor, tx));
    for (const guard of this.base.guards.beforeAliasMove) await guard(tx, versionView(row), move);
  }

  /** isProtected tells whether only approvers move an alias. */
  async isProtected(actor: Actor, alias: string): Promise<boolean> {
    return isProtected(
      alias,
      (await this.policies(actor)).items.map(({ pattern }) => pattern),
    );
  }

  /** requireLeaveAllowed asks the policies whether a version may leave a stage. */
  async requireLeaveAllowed(tx: Tx, actor: Actor, stage: Stage): Promise<void> {
    requireApproval(actor, stage, await this.patterns(actor, tx));
  }

  /** holder is the number of the version that an alias names, or null. */
  async holder(actor: Actor, name: string, alias: string, tx?: Tx): Promise<number | null> {
    const model = await this.base.reads.model(actor.workspaceId, name, tx);
    return model?.aliases.find((held) => held.alias === alias)?.version ?? null;
  }

  /** history tells which versions held an alias or were in a stage, newest first; `at` narrows it to one time. */
  async history(
    actor: Actor,
    name: string,
    of: { kind?: 'alias' | 'stage'; alias?: string },
    { at, limit }: HistoryQuery,
  ): Promise<{ items: AliasPeriod[] }> {
    const model = await this.base.requireModel(actor, name);
    const rows = await this.base.reads.periods(model.id, {
      ...of,
      at: at === undefined ? undefined : new Date(at),
      take: limit,
    });
    return { items: rows.map(periodView) };
  }

  /** policies lists what only approvers move. */
  async policies(actor: Actor): Promise<{ items: AliasPolicy[] }> {
    return { items: (await this.base.repository.policies(actor.workspaceId)).map(policyView) };
  }

  /** protect keeps aliases and stages of a pattern to approvers. */
  async protect(actor: Actor, { params: { pattern } }: { params: { pattern: string } }): Promise<AliasPolicy> {
    return this.base.kit.db.transaction(async (tx) => {
      const row = await this.base.repository.savePolicy(tx, actor.workspaceId, pattern, actor.name);
      await appendEvent(tx, actor, {
        kind: 'registry.alias_protected',
        subjectKind: 'alias_policy',
        subjectName: pattern,
        after: { pattern },
      });
      return policyView(row);
    });
  }

  /** unprotect lets everybody who may write move them again. */
  async unprotect(actor: Actor, { params: { pattern } }: { params: { pattern: string } }): Promise<void> {
    await this.base.kit.db.transaction(async (tx) => {
      if (!(await this.base.repository.deletePolicy(tx, actor.workspaceId, pattern)))
        throw notFound('alias policy', pattern);
      await appendEvent(tx, actor, {
        kind: 'registry.alias_unprotected',
        subjectKind: 'alias_policy',
        subjectName: pattern,
        before: { pattern },
      });
    });
  }

  private async patterns(actor: Actor, tx: Tx): Promise<string[]> {
    return (await this.base.repository.policies(actor.workspaceId, tx)).map(({ pattern }) => pattern);
  }
}

const policyView = ({
  pattern,
  createdBy,
  createdAt,
}: {
  pattern: string;
  createdBy: string;
  createdAt: Date;
}): AliasPolicy => ({
  pattern,
  scope: 'approve',
  createdBy,
  createdAt: createdAt.toISOString(),
});
