import type { ModelVersion } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import type { Tx } from '../kernel/db.js';
import { notFound } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import type { RegistryEvents } from './registry.events.js';
import { RegistryReads } from './registry-reads.repository.js';
import { RegistryRepository } from './registry.repository.js';
import type { ModelRow, VersionRow } from './rows.js';

/** VersionGuard is a veto from a domain to the right: it throws what the caller shall see. It runs in the transaction of the change. */
export type VersionGuard = (tx: Tx, version: ModelVersion) => Promise<void>;

/** ModelGuard is a veto against a model going away with all its versions. */
export type ModelGuard = (tx: Tx, model: { id: string; name: string }) => Promise<void>;

/** AliasMove is who gives a version which alias or stage; `force` is an approver's reason to let it through whatever guards say. */
export interface AliasMove {
  actor: Actor;
  alias: string;
  force?: string | null | undefined;
}

/** AliasGuard is a veto against a version getting an alias or a stage. */
export type AliasGuard = (tx: Tx, version: ModelVersion, move: AliasMove) => Promise<void>;

/** Renaming is a model under its new name; `before` is what it was called. */
export interface Renaming {
  workspaceId: string;
  modelId: string;
  before: string;
  name: string;
}

/** RenameFollower writes the new name wherever a domain to the right keeps the old one, in the transaction of the change. */
export type RenameFollower = (tx: Tx, renaming: Renaming) => Promise<void>;

/** RegistryGuards are filled by create-core with the vetoes of domains to the right, and with what follows a new name there. */
export interface RegistryGuards {
  beforeAliasMove: AliasGuard[];
  beforeDeleteVersion: VersionGuard[];
  beforeDeleteModel: ModelGuard[];
  afterRename: RenameFollower[];
}

/** RegistryBase is what the parts of the registry share: rows, guards, and the one way to find a model or a version or refuse. */
export class RegistryBase {
  readonly guards: RegistryGuards = {
    beforeAliasMove: [],
    beforeDeleteVersion: [],
    beforeDeleteModel: [],
    afterRename: [],
  };
  readonly repository: RegistryRepository;
  readonly reads: RegistryReads;

  constructor(readonly kit: Kit) {
    this.repository = new RegistryRepository(kit.db);
    this.reads = new RegistryReads(kit.db);
  }

  /** requireModel returns a model of the caller's workspace by its name or a former one, or `not_found`. */
  async requireModel(actor: Actor, name: string, tx?: Tx): Promise<ModelRow> {
    const row = await this.reads.model(actor.workspaceId, name, tx);
    if (row === null) throw notFound('model', name);
    return row;
  }

  /** lockedModel is requireModel for a change: whoever changes the same model waits. */
  async lockedModel(actor: Actor, name: string, tx: Tx): Promise<ModelRow> {
    const { id } = await this.requireModel(actor, name, tx);
    await this.repository.lockModel(tx, id);
    return this.requireModel(actor, name, tx);
  }

  /** requireVersion returns a version of the caller's workspace, or `not_found`. */
  async requireVersion(actor: Actor, name: string, version: number, tx?: Tx): Promise<VersionRow> {
    const row = await this.reads.version(actor.workspaceId, name, version, tx);
    if (row === null) throw notFound('version', `${name} v${version}`);
    return row;
  }

  /** log writes the one event of a change to a model. */
  async log<K extends keyof RegistryEvents>(
    tx: Tx,
    actor: Actor,
    kind: K,
    model: string,
    { before, after, why }: { before?: unknown; after?: RegistryEvents[K]; why?: string | undefined },
  ): Promise<void> {
    await appendEvent(tx, actor, {
      kind,
      subjectKind: 'model',
      subjectName: model,
      ...(why && { why }),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  }
}
