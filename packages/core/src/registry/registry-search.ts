import type { FilterQuery, KeyMetric, ListedModel, ModelVersion, Page, VersionsQuery } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { parseFilter } from '../kernel/filter.js';
import type { RegistryBase } from './registry-base.js';
import { modelView, versionView, type BriefVersion, type FoundModel, type ModelRow } from './rows.js';
import { completeOrder, modelGrammar, ownedModelGrammar, versionGrammar, type SortKey } from './search.js';

/** Wanted is one page of a search: a filter in MLflow's grammar, an order (empty for the usual one), and where the page before ended. */
export interface Wanted {
  filter: string | undefined;
  order: readonly SortKey[];
  cursor: string | undefined;
  limit: number;
}

const byName: readonly SortKey[] = [{ field: 'name', descending: false }];
const newestFirst: readonly SortKey[] = [{ field: 'version', descending: true }];
const lastUpdatedFirst: readonly SortKey[] = [{ field: 'updatedAt', descending: true }];

/** KeyMetricsOf reads what models are judged by, by the ids of the models; those that were never measured are left out. */
export type KeyMetricsOf = (modelIds: readonly string[]) => Promise<ReadonlyMap<string, KeyMetric>>;

/** RegistrySearch finds models and versions, one page at a time; a page costs the same wherever it lies. */
export class RegistrySearch {
  /** ports are filled by create-core. */
  readonly ports: { keyMetricsOf: KeyMetricsOf } = { keyMetricsOf: async () => new Map() };

  constructor(private readonly base: RegistryBase) {}

  /** models pages through models, by name unless another order is asked for. */
  async models(
    actor: Actor,
    wanted: Wanted & { q?: string | undefined },
    grammar = modelGrammar,
  ): Promise<Page<ModelRow>> {
    const order = completeOrder(wanted.order, byName);
    const rows = await this.base.reads.searchModels(actor.workspaceId, {
      filter: parseFilter(wanted.filter, grammar),
      order,
      after: decodeCursor(wanted.cursor),
      take: wanted.limit + 1,
      q: wanted.q,
    });
    return pageOf(rows, wanted.limit, (row) =>
      order.map(({ field }) => (field === 'name' ? row.name : field === 'version' ? 0 : row[field].getTime())),
    );
  }

  /** withNewest adds to models their newest version in each stage. */
  async withNewest(models: readonly ModelRow[]): Promise<FoundModel[]> {
    const newest = await this.base.reads.newestPerStage(models.map(({ id }) => id));
    const byModel = Map.groupBy(newest, ({ modelId }) => modelId);
    return models.map((model) => ({ ...model, newest: byModel.get(model.id) ?? [] }));
  }

  /** found returns one model by its name or a former one, as a search finds it. */
  async found(actor: Actor, name: string): Promise<FoundModel> {
    const found = await this.base.reads.modelWithNewest(actor.workspaceId, name);
    if (found !== null) return found;
    const [renamed] = await this.withNewest([await this.base.requireModel(actor, name)]);
    if (renamed === undefined) throw new Error('one model in, one model out');
    return renamed;
  }

  /** versions pages through versions of all models, last updated first unless another order is asked for. */
  async versions(actor: Actor, wanted: Wanted): Promise<Page<BriefVersion>> {
    const ties: SortKey[] = [...byName, ...newestFirst];
    const order = completeOrder(wanted.order.length > 0 ? wanted.order : lastUpdatedFirst, ties);
    const rows = await this.base.reads.searchBriefs(actor.workspaceId, {
      filter: parseFilter(wanted.filter, versionGrammar),
      order,
      after: decodeCursor(wanted.cursor),
      take: wanted.limit + 1,
    });
    return pageOf(rows, wanted.limit, (row) =>
      order.map(({ field }) =>
        field === 'name'
          ? row.modelName
          : field === 'version'
            ? row.version
            : field === 'createdAt'
              ? row.createdAtMs
              : row.updatedAtMs,
      ),
    );
  }

  /** listModels is models as the API shows them, with what each is judged by. */
  async listModels(actor: Actor, { query }: { query: FilterQuery }): Promise<Page<ListedModel>> {
    const { items, nextCursor } = await this.models(
      actor,
      { ...query, filter: query.filter, cursor: query.cursor, order: sortOf(query.sort) },
      ownedModelGrammar,
    );
    const keyMetrics = await this.ports.keyMetricsOf(items.map(({ id }) => id));
    return {
      items: items.map((row) => ({ ...modelView(row), keyMetric: keyMetrics.get(row.id) ?? null })),
      nextCursor,
    };
  }

  /** listVersions pages through a model's versions, newest first unless another order is asked for. */
  async listVersions(
    actor: Actor,
    { params, query }: { params: { name: string }; query: VersionsQuery },
  ): Promise<Page<ModelVersion>> {
    const model = await this.base.requireModel(actor, params.name);
    const order = completeOrder(sortOf(query.sort), newestFirst);
    const rows = await this.base.reads.searchRows(actor.workspaceId, {
      modelId: model.id,
      filter: parseFilter(query.filter, versionGrammar),
      order,
      after: decodeCursor(query.cursor),
      take: query.limit + 1,
      q: query.q,
      state: query.state,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) =>
      order.map(({ field }) =>
        field === 'name' ? row.modelName : field === 'version' ? row.version : row[field].getTime(),
      ),
    );
    return { items: items.map(versionView), nextCursor };
  }
}

function sortOf(sort: string | undefined): SortKey[] {
  if (sort === undefined) return [];
  const [field, direction] = sort.split(' ');
  return [{ field: field as SortKey['field'], descending: direction === 'desc' }];
}
