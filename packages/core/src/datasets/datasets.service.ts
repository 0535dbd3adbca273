import type {
  BodyOf,
  Dataset,
  DatasetFormat,
  DatasetPreview,
  DatasetVersion,
  endpointTable,
  Page,
  QueryOf,
} from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import type { Kit } from '../kernel/kit.js';
import { nameKey } from '../kernel/name-key.js';
import { DatasetsRepository, datasetVersionView, datasetView, type DatasetRow } from './datasets.repository.js';
import { ColumnProfiler } from './profile-columns.js';
import { readRows, sniffFormat, unreadable, type Row } from './read-rows.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };
type Versioned = { params: { name: string; version: number } };

/** DatasetsService keeps named, digested tables. */
export class DatasetsService {
  private readonly repository: DatasetsRepository;
  private readonly artifacts: ArtifactsService;

  constructor(
    private readonly kit: Kit,
    deps: { artifacts: ArtifactsService },
  ) {
    this.repository = new DatasetsRepository(kit.db);
    this.artifacts = deps.artifacts;
  }

  /** listDatasets pages through datasets by name. */
  async listDatasets(actor: Actor, { query }: { query: QueryOf<Table['listDatasets']> }): Promise<Page<Dataset>> {
    const after = decodeCursor(query.cursor)?.[0];
    const rows = await this.repository.list(actor.workspaceId, {
      limit: query.limit,
      ...(query.q && { q: query.q }),
      ...(after !== undefined && { after: String(after) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [nameKey(row.name)]);
    return { items: items.map(datasetView), nextCursor };
  }

  /** createDataset names a dataset before its first upload. */
  async createDataset(actor: Actor, { body }: { body: BodyOf<Table['createDataset']> }): Promise<Dataset> {
    try {
      await this.kit.db.transaction(async (tx) => {
        await this.repository.create(tx, actor.workspaceId, body);
        await appendEvent(tx, actor, {
          kind: 'datasets.created',
          subjectKind: 'dataset',
          subjectName: body.name,
          after: { name: body.name },
        });
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new SlipwayError(
          'already_exists',
          `A dataset named ${body.name} exists already: upload a new version of it.`,
          [{ path: 'name', message: 'taken' }],
        );
      throw error;
    }
    return this.getDataset(actor, { params: { name: body.name } });
  }

  /** getDataset returns a dataset of the caller's workspace. */
  async getDataset(actor: Actor, { params }: Named): Promise<Dataset> {
    return datasetView(await this.require(actor, params.name));
  }

  /** deleteDataset removes a dataset that no evaluation and no baseline was made from. */
  async deleteDataset(actor: Actor, { params }: Named): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.repository.find(actor.workspaceId, params.name, tx);
      if (row === null) throw notFound('dataset', params.name);
      if (await this.repository.isUsed(tx, actor.workspaceId, row.name))
        throw new SlipwayError('in_use', 'Evaluations or baselines were made from this dataset: it has to stay.');
      await this.repository.remove(tx, row.id);
      await appendEvent(tx, actor, {
        kind: 'datasets.deleted',
        subjectKind: 'dataset',
        subjectName: row.name,
        before: { name: row.name },
      });
    });
  }

  /** listDatasetVersions pages through the versions, newest first. */
  async listDatasetVersions(
    actor: Actor,
    { params, query }: Named & { query: QueryOf<Table['listDatasetVersions']> },
  ): Promise<Page<DatasetVersion>> {
    const dataset = await this.require(actor, params.name);
    const before = decodeCursor(query.cursor)?.[0];
    const rows = await this.repository.listVersions(dataset.id, {
      limit: query.limit,
      ...(before !== undefined && { before: Number(before) }),
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.version]);
    return { items: items.map((row) => datasetVersionView(dataset.name, row)), nextCursor };
  }

  /** createDatasetVersion profiles an uploaded file and makes it the next version, and the dataset with it when it is new. */
  async createDatasetVersion(
    actor: Actor,
    { params, body }: Named & { body: { digest: string; format?: DatasetFormat | undefined } },
  ): Promise<DatasetVersion> {
    const { sizeBytes } = await this.artifacts.requireBlob(body.digest);
    const path = await this.artifacts.verifiedPath(body.digest);
    const format = body.format ?? (await sniffFormat(path));
    const profiler = new ColumnProfiler();
    for await (const batch of readRows(path, format)) profiler.add(batch);
    const columns = profiler.profiles();
    if (profiler.rows === 0 || columns.length === 0) throw unreadable('The file holds no rows.');
    const version = await this.kit.db.transaction(async (tx) => {
      const datasetId = await this.repository.lockOrCreate(tx, actor.workspaceId, params.name);
      const number = await this.repository.addVersion(tx, datasetId, {
        format,
        digest: body.digest,
        sizeBytes,
        rows: profiler.rows,
        columns,
        createdBy: actor.name,
      });
      await appendEvent(tx, actor, {
        kind: 'datasets.version_added',
        subjectKind: 'dataset',
        subjectName: params.name,
        after: { version: number, rows: profiler.rows, digest: body.digest },
      });
      return number;
    });
    return this.requireVersion(actor, params.name, version);
  }

  /** getDatasetVersion returns a version with its profile. */
  async getDatasetVersion(actor: Actor, { params }: Versioned): Promise<DatasetVersion> {
    return this.requireVersion(actor, params.name, params.version);
  }

  /** previewDatasetVersion returns the first rows. */
  async previewDatasetVersion(
    actor: Actor,
    { params, query }: Versioned & { query: { limit: number } },
  ): Promise<DatasetPreview> {
    const version = await this.requireVersion(actor, params.name, params.version);
    const columns = version.columns.map(({ name }) => name);
    const rows: DatasetPreview['rows'] = [];
    for await (const batch of this.readRows(version)) {
      for (const row of batch.slice(0, query.limit - rows.length))
        rows.push(columns.map((name) => previewValue(row[name])));
      if (rows.length >= query.limit) break;
    }
    return { columns, rows };
  }

  /** requireVersion returns a version (the newest without a number), or `not_found`. */
  async requireVersion(actor: Actor, name: string, version?: number): Promise<DatasetVersion> {
    const dataset = await this.require(actor, name);
    const row = await this.repository.findVersion(dataset.id, version);
    if (row === null) throw notFound('dataset version', `${name} v${version ?? 1}`);
    return datasetVersionView(dataset.name, row);
  }

  /** readRows streams the rows of a version, after its file was verified. */
  async *readRows(version: Pick<DatasetVersion, 'digest' | 'format'>): AsyncGenerator<Row[]> {
    yield* readRows(await this.artifacts.verifiedPath(version.digest), version.format);
  }

  private async require(actor: Actor, name: string): Promise<DatasetRow> {
    const row = await this.repository.find(actor.workspaceId, name);
    if (row === null) throw notFound('dataset', name);
    return row;
  }
}

function previewValue(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : JSON.stringify(value);
}
