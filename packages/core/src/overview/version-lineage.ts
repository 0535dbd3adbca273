import type { DatasetUse, LineageLink, LineageQuery, LoggedEvent, ModelVersion, Page } from '@slipway/contracts';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { loggedEvent } from '../kernel/logged-event.js';
import type { ModelGuard, RegistryService, VersionGuard } from '../registry/index.js';
import { LineageRepository } from './lineage.repository.js';

/** What a use of a dataset is in its lineage; gates only ask for a dataset, so nothing was made from it. */
const made: Readonly<Record<Exclude<DatasetUse['kind'], 'gates'>, { kind: LineageLink['kind']; relation: string }>> = {
  evaluation: { kind: 'evaluation', relation: 'was used to evaluate' },
  baseline: { kind: 'baseline', relation: 'is the reference of' },
  training: { kind: 'training_run', relation: 'was used to train' },
  version: { kind: 'version', relation: 'trained' },
};

/** VersionLineage answers where a version comes from, what became of it, and what happened to its model. */
export class VersionLineage {
  private readonly repository: LineageRepository;
  private readonly registry: RegistryService;
  private readonly datasets: DatasetsService;

  constructor(kit: Kit, deps: { registry: RegistryService; datasets: DatasetsService }) {
    this.repository = new LineageRepository(kit.db);
    this.registry = deps.registry;
    this.datasets = deps.datasets;
  }

  /** refuseDeletingUsedVersion is the registry's guard: what an evaluation or a rollout is at work with stays. */
  readonly refuseDeletingUsedVersion: VersionGuard = async (tx, { id }) =>
    refuse(await this.repository.inUse(tx, await this.repository.modelIdOf(tx, id), id));

  /** refuseDeletingUsedModel is the same for all versions of a model. */
  readonly refuseDeletingUsedModel: ModelGuard = async (tx, { id }) =>
    refuse(await this.repository.inUse(tx, id, null));

  /** of lists the links of a version of a model, or of a dataset. */
  of(actor: Actor, { query: { kind, name, version } }: { query: LineageQuery }): Promise<{ items: LineageLink[] }> {
    const asked = { params: { name, version } };
    return kind === 'version' ? this.ofVersion(actor, asked) : this.ofDataset(actor, asked);
  }

  /** ofVersion lists both directions: what a version came from, then what came from it, newest first. */
  async ofVersion(
    actor: Actor,
    { params }: { params: { name: string; version: number } },
  ): Promise<{ items: LineageLink[] }> {
    const version = await this.registry.requireVersion(actor, params.name, params.version);
    const [sources, rows] = await Promise.all([
      this.upstream(actor, version),
      this.repository.downstream(actor.workspaceId, version.id),
    ]);
    const results = rows.map(({ at, ...row }) => ({
      direction: 'downstream' as const,
      ...row,
      at: at?.toISOString() ?? null,
    }));
    return { items: [...sources, ...results] };
  }

  /** ofDataset lists what was made from a version of a dataset, newest first. */
  private async ofDataset(
    actor: Actor,
    { params }: { params: { name: string; version: number } },
  ): Promise<{ items: LineageLink[] }> {
    const { version } = await this.datasets.getDatasetVersion(actor, { params });
    const uses = await this.datasets.listDatasetUses(actor, { params });
    const items = uses.items.flatMap((use): LineageLink[] => {
      if (use.kind === 'gates' || use.datasetVersion !== version) return [];
      const { kind, relation } = made[use.kind];
      const label = use.modelVersion === null ? use.model : `${use.model} v${use.modelVersion}`;
      const id = kind === 'version' ? `${use.model}/${use.modelVersion}` : use.id;
      return [{ direction: 'downstream', kind, id, label, relation, at: use.at }];
    });
    return { items };
  }

  /** timeline pages through what happened to a model, or to one version of it, under all its names, newest first. */
  async timeline(
    actor: Actor,
    {
      params,
      query,
    }: {
      params: { name: string };
      query: { limit: number; cursor?: string | undefined; version?: number | undefined };
    },
  ): Promise<Page<LoggedEvent>> {
    const { name } = await this.registry.requireModel(actor, params.name);
    const rows = await this.repository.modelEvents(actor.workspaceId, name, {
      before: numberOf(query.cursor),
      take: query.limit + 1,
      version: query.version,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [String(row.seq)]);
    return { items: items.map(loggedEvent), nextCursor };
  }

  private async upstream(actor: Actor, version: ModelVersion): Promise<LineageLink[]> {
    const { lineage, model, runId, loggedModelId } = version;
    const links: LineageLink[] = [];
    const add = (kind: LineageLink['kind'], id: string | null | undefined, label: string, relation: string): void => {
      if (id) links.push({ direction: 'upstream', kind, id, label, relation, at: null });
    };
    const run = runId ?? lineage.runId;
    const names = await this.repository.namesOf(actor.workspaceId, [run, loggedModelId]);
    // What another server keeps has no name here.
    const nameOf = (id: string | null | undefined): string => names.get(id ?? '') ?? `…${id?.slice(-8)}`;
    add('run', run, nameOf(run), 'was logged by');
    add('logged_model', loggedModelId, nameOf(loggedModelId), 'was registered from');
    add('training_run', lineage.trainingRunId, 'training run', 'was trained by');
    add('git_commit', lineage.gitCommit, lineage.gitCommit ?? '', 'was made from the code of');
    if (lineage.datasetDigest !== undefined) {
      const known = await this.repository.datasetOf(actor.workspaceId, lineage.datasetDigest);
      for (const dataset of known)
        add('dataset', `${dataset.name}/${dataset.version}`, `${dataset.name} v${dataset.version}`, 'was trained on');
      if (known.length === 0) add('dataset', lineage.datasetDigest, lineage.datasetDigest, 'was trained on');
    }
    if (lineage.parentVersion !== undefined)
      add('version', `${model}/${lineage.parentVersion}`, `${model} v${lineage.parentVersion}`, 'was made from');
    if (lineage.copiedFrom !== undefined) {
      const { model: from, version: number } = lineage.copiedFrom;
      add('version', `${from}/${number}`, `${from} v${number}`, 'was copied from');
    }
    return links;
  }
}

function refuse(used: { version: number; by: string } | null): void {
  if (used !== null) throw new SlipwayError('in_use', `${used.by} is at work with v${used.version}: wait for its end.`);
}

function numberOf(cursor: string | undefined): bigint | null {
  const key = decodeCursor(cursor)?.[0];
  if (key === undefined) return null;
  if (!/^\d{1,18}$/.test(String(key)))
    throw new SlipwayError('invalid_request', 'The cursor is not one of ours; start again without it.', [
      { path: 'cursor', message: 'unreadable' },
    ]);
  return BigInt(key);
}
