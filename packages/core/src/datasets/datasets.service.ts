import type {
  BodyOf,
  Dataset,
  DatasetComparison,
  DatasetFormat,
  DatasetPreview,
  DatasetUse,
  DatasetVersion,
  endpointTable,
  EventKind,
  Page,
  QueryOf,
} from '@slipway/contracts';
import type { ArtifactsService } from '../artifacts/index.js';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import type { Tx } from '../kernel/db.js';
import { isUniqueViolation, notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { parseFilter } from '../kernel/filter.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import type { PayloadOf } from '../kernel/jobs/job-kind.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { nameKey } from '../kernel/name-key.js';
import { compareProfiles } from './compare-profiles.js';
import { datasetGrammar } from './dataset-search.js';
import { profileVersionJob } from './datasets.jobs.js';
import { DatasetsRepository, datasetVersionView, datasetView, type DatasetRow } from './datasets.repository.js';
import { profileFile } from './profile-file.js';
import { readColumns, type ColumnBatch } from './read-columns.js';
import { readRows, type Row, type RowSpan } from './read-rows.js';

/** A file up to this size is read while the caller waits; a bigger one by a job. */
const WAIT_BYTES = 32 * 1024 * 1024;

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

  /** listDatasets pages through datasets by name; a filter in MLflow's grammar narrows them. */
  async listDatasets(actor: Actor, { query }: { query: QueryOf<Table['listDatasets']> }): Promise<Page<Dataset>> {
    const after = decodeCursor(query.cursor)?.[0];
    const rows = await this.repository.list(actor.workspaceId, {
      limit: query.limit,
      filter: parseFilter(query.filter, datasetGrammar),
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
        await this.log(tx, actor, 'datasets.created', body.name, { after: { name: body.name } });
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

  /** updateDataset changes what people say about a dataset. */
  async updateDataset(
    actor: Actor,
    { params, body }: Named & { body: BodyOf<Table['updateDataset']> },
  ): Promise<Dataset> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.require(actor, params.name, tx);
      await this.repository.update(tx, row.id, body);
      await this.log(tx, actor, 'datasets.updated', row.name, {
        before: { description: row.description, tags: row.tags },
        after: body,
      });
    });
    return this.getDataset(actor, { params });
  }

  /** deleteDataset removes a dataset that nothing was made from and nothing asks for. */
  async deleteDataset(actor: Actor, { params }: Named): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.require(actor, params.name, tx);
      refuseUsed(await this.repository.uses(actor.workspaceId, row, tx), row.name);
      await this.repository.remove(tx, row.id);
      await this.log(tx, actor, 'datasets.deleted', row.name, { before: { name: row.name } });
    });
  }

  /** deleteDatasetVersion removes a version that nothing was made from; its number is never given again. */
  async deleteDatasetVersion(actor: Actor, { params }: Versioned): Promise<void> {
    await this.kit.db.transaction(async (tx) => {
      const row = await this.require(actor, params.name, tx);
      const version = await this.repository.findVersion(row.id, params.version, tx);
      if (version === null) throw notFound('dataset version', `${row.name} v${params.version}`);
      const uses = await this.repository.uses(actor.workspaceId, row, tx);
      refuseUsed(
        uses.filter(({ datasetVersion }) => datasetVersion === params.version),
        `${row.name} v${params.version}`,
      );
      await this.repository.removeVersion(tx, version.id);
      await this.log(tx, actor, 'datasets.version_deleted', row.name, {
        before: { version: params.version, digest: version.digest },
      });
    });
  }

  /** listDatasetUses lists what was made from a dataset or asks for it. */
  async listDatasetUses(actor: Actor, { params }: Named): Promise<{ items: DatasetUse[] }> {
    return { items: await this.repository.uses(actor.workspaceId, await this.require(actor, params.name)) };
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

  /**
   * createDatasetVersion makes an uploaded file the next version, and the dataset with it when it is new. A small file is profiled
   * first, and leaves nothing behind when it cannot be read; above `waitBytes` the version is there at once and a job profiles it.
   */
  async createDatasetVersion(
    actor: Actor,
    { params, body }: { params: { name: string }; body: { digest: string; format?: DatasetFormat | undefined } },
    { waitBytes = WAIT_BYTES }: { waitBytes?: number } = {},
  ): Promise<DatasetVersion> {
    const { sizeBytes } = await this.artifacts.requireBlob(body.digest);
    const file = { digest: body.digest, sizeBytes, createdBy: actor.name };
    if (sizeBytes > waitBytes) return this.profileLater(actor, params.name, { ...file, hint: body.format });
    const profile = await profileFile(await this.artifacts.verifiedPath(body.digest), body.format);
    const version = await this.kit.db.transaction(async (tx) => {
      const datasetId = await this.repository.lockOrCreate(tx, actor.workspaceId, params.name);
      const { number } = await this.repository.addVersion(tx, datasetId, { ...file, ...profile, state: 'ready' });
      await this.logVersion(tx, actor, params.name, { version: number, rows: profile.rows, digest: body.digest });
      return number;
    });
    return this.requireVersion(actor, params.name, version);
  }

  private async profileLater(
    actor: Actor,
    name: string,
    { hint, ...file }: { digest: string; sizeBytes: number; createdBy: string; hint: DatasetFormat | undefined },
  ): Promise<DatasetVersion> {
    const version = await this.kit.db.transaction(async (tx) => {
      const datasetId = await this.repository.lockOrCreate(tx, actor.workspaceId, name);
      const unread = { format: hint ?? 'csv', rows: 0, columns: [], state: 'profiling' as const };
      const { id, number } = await this.repository.addVersion(tx, datasetId, { ...file, ...unread });
      const payload = { versionId: id, ...(hint && { format: hint }) };
      const jobId = await enqueue(tx, actor, profileVersionJob, payload, { subject: `${name} v${number}` });
      await this.repository.changeVersion(tx, id, { jobId });
      return number;
    });
    return this.getDatasetVersion(actor, { params: { name, version } });
  }

  /** runProfile is the job: it reads a big file in a child process and makes its version ready, or failed with the reason. */
  async runProfile(
    { versionId, format }: PayloadOf<typeof profileVersionJob>,
    context: JobContext,
  ): Promise<Record<string, unknown>> {
    const row = await this.repository.versionById(versionId);
    if (row === null || row.state === 'ready') return {};
    const { version, digest, dataset } = row;
    try {
      const profile = await profileFile(await this.artifacts.verifiedPath(digest), format, {
        signal: context.signal,
        onProgress: (share) => void context.progress(share, `${Math.floor(share * 100)} % read`).catch(() => {}),
      });
      await context.commit(async (tx) => {
        await this.repository.changeVersion(tx, versionId, { ...profile, state: 'ready' });
        await this.logVersion(tx, context.actor, dataset.name, { version, rows: profile.rows, digest });
      });
      return { dataset: dataset.name, version, rows: profile.rows };
    } catch (error) {
      if (error instanceof SlipwayError)
        await context.commit((tx) =>
          this.repository.changeVersion(tx, versionId, { state: 'failed', error: errorText(error) }),
        );
      throw error;
    }
  }

  /** getDatasetVersion returns a version with its profile, also one that is not ready yet. */
  async getDatasetVersion(actor: Actor, { params }: Versioned): Promise<DatasetVersion> {
    return this.anyVersion(actor, params.name, params.version);
  }

  /** previewDatasetVersion returns a page of rows. */
  async previewDatasetVersion(
    actor: Actor,
    { params, query }: Versioned & { query: QueryOf<Table['previewDatasetVersion']> },
  ): Promise<DatasetPreview> {
    const version = await this.requireVersion(actor, params.name, params.version);
    const columns = version.columns.map(({ name }) => name);
    const rows: DatasetPreview['rows'] = [];
    const path = await this.artifacts.verifiedPath(version.digest);
    for await (const batch of readRows(path, version.format, { from: query.offset, limit: query.limit })) {
      for (const row of batch) rows.push(columns.map((name) => previewValue(row[name])));
    }
    return { offset: query.offset, columns, rows };
  }

  /** compareDatasetVersions tells what changed from the version `with` to this one. */
  async compareDatasetVersions(
    actor: Actor,
    { params, query }: Versioned & { query: QueryOf<Table['compareDatasetVersions']> },
  ): Promise<DatasetComparison> {
    const [before, after] = await Promise.all([
      this.requireVersion(actor, params.name, query.with),
      this.requireVersion(actor, params.name, params.version),
    ]);
    return compareProfiles(before, after);
  }

  /** requireVersion returns a version that is ready (the newest without a number), `not_found`, or `conflict` for one that is not. */
  async requireVersion(actor: Actor, name: string, version?: number): Promise<DatasetVersion> {
    const found = await this.anyVersion(actor, name, version);
    if (found.state === 'ready') return found;
    const why = found.state === 'failed' ? `could not be read: ${found.error}` : 'is still being read';
    throw new SlipwayError('conflict', `${found.dataset} v${found.version} ${why}`);
  }

  /** newestVersion is the newest version of a dataset in whatever state, or null when there is none. */
  async newestVersion(actor: Actor, name: string): Promise<DatasetVersion | null> {
    const dataset = await this.repository.find(actor.workspaceId, name);
    const row = dataset && (await this.repository.findVersion(dataset.id, undefined));
    return row && datasetVersionView(dataset.name, row);
  }

  /** readRows streams the rows of a version (all of them, or a span), after its file was verified. */
  async *readRows(version: Pick<DatasetVersion, 'digest' | 'format'>, span?: RowSpan): AsyncGenerator<Row[]> {
    yield* readRows(await this.artifacts.verifiedPath(version.digest), version.format, span);
  }

  /** readColumns streams the named columns of a version, after its file was verified. */
  async *readColumns(
    version: Pick<DatasetVersion, 'digest' | 'format'>,
    names: readonly string[],
  ): AsyncGenerator<ColumnBatch> {
    yield* readColumns(await this.artifacts.verifiedPath(version.digest), version.format, names);
  }

  private async anyVersion(actor: Actor, name: string, version: number | undefined): Promise<DatasetVersion> {
    const dataset = await this.require(actor, name);
    const row = await this.repository.findVersion(dataset.id, version);
    if (row === null) throw notFound('dataset version', `${name} v${version ?? 1}`);
    return datasetVersionView(dataset.name, row);
  }

  private async require(actor: Actor, name: string, tx?: Tx): Promise<DatasetRow> {
    const row = await this.repository.find(actor.workspaceId, name, tx);
    if (row === null) throw notFound('dataset', name);
    return row;
  }

  private logVersion(
    tx: Tx,
    actor: Actor,
    dataset: string,
    after: { version: number; rows: number; digest: string },
  ): Promise<void> {
    return this.log(tx, actor, 'datasets.version_added', dataset, { after });
  }

  private async log(
    tx: Tx,
    actor: Actor,
    kind: EventKind,
    subjectName: string,
    change: { before?: object; after?: object },
  ): Promise<void> {
    await appendEvent(tx, actor, { kind, subjectKind: 'dataset', subjectName, ...change });
  }
}

function refuseUsed(uses: readonly DatasetUse[], what: string): void {
  if (uses.length === 0) return;
  const words = {
    evaluation: 'evaluation',
    baseline: 'baseline',
    training: 'training run',
    version: 'model version',
    gates: 'gate policy',
  };
  const counts = Map.groupBy(uses, ({ kind }) => words[kind]);
  const named = [...counts].map(([word, of]) => `${of.length} ${word}${of.length === 1 ? '' : 's'}`).join(', ');
  throw new SlipwayError('in_use', `${what} has to stay: it is used by ${named}.`);
}

function previewValue(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : JSON.stringify(value);
}
