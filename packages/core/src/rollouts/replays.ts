import type { BodyOf, endpointTable, JobAccepted, Page, PairReport, QueryOf, Replay } from '@slipway/contracts';
import type { Actor } from '../kernel/actor.js';
import { decodeCursor, pageOf } from '../kernel/cursor.js';
import { notFound, SlipwayError } from '../kernel/errors.js';
import { appendEvent } from '../kernel/event-log.js';
import { enqueue } from '../kernel/jobs/enqueue.js';
import { JobsService } from '../kernel/jobs/jobs.service.js';
import type { JobContext } from '../kernel/jobs/run-job.js';
import type { Kit } from '../kernel/kit.js';
import { uuidv7 } from '../kernel/uuid.js';
import { startScorer } from '../monitoring/index.js';
import type { RegistryService } from '../registry/index.js';
import { acceptsAll, refuseRedacted, schemaOf, stableOf, type ServingService } from '../serving/index.js';
import { replayRequests } from './replay-requests.js';
import { ReplaysRepository, type ReplayRow } from './replays.repository.js';
import { replayJob } from './rollouts.jobs.js';

type Table = typeof endpointTable;
type Named = { params: { name: string } };

const ROWS_A_REPORT = 50;
const NOT_AGAIN = 'its rows cannot be asked again';

/** Replays sends logged requests to a candidate before any user sees it, in child processes of the worker, and keeps what came out. */
export class Replays {
  private readonly repository: ReplaysRepository;
  private readonly jobs: JobsService;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { registry: RegistryService; serving: ServingService },
  ) {
    this.repository = new ReplaysRepository(kit.db);
    this.jobs = new JobsService(kit.db);
  }

  /** startReplay starts the job; an endpoint without logged rows, or a version that refuses its inputs, is an error. */
  async startReplay(
    actor: Actor,
    { params, body }: Named & { body: BodyOf<Table['startReplay']> },
  ): Promise<JobAccepted & { replay: Replay }> {
    const endpoint = await this.deps.serving.requireEndpoint(actor, params.name);
    refuseRedacted(endpoint, NOT_AGAIN);
    const stable = stableOf(await this.deps.serving.currentConfig(endpoint));
    const candidate = await this.deps.registry.requireVersion(actor, body.model ?? stable.model, body.version);
    const named = `v${candidate.version} of ${candidate.model}`;
    const missing = candidate.schema === null ? [] : acceptsAll(schemaOf(endpoint), candidate.schema);
    if (candidate.schema === null || missing.length > 0)
      throw new SlipwayError('schema_incompatible', `${named} does not accept what ${params.name} takes.`, missing);
    const { rows, hours = null } = body;
    const createdAt = this.kit.clock.now();
    const [first] = await this.repository.newestLogged(endpoint.id, 1, spanOf({ hours, createdAt }));
    if (first === undefined) throw nothingLogged(params.name, hours);
    const id = uuidv7();
    const jobId = await this.kit.db.transaction(async (tx) => {
      const subject = `${named} on ${rows} rows of ${params.name}`;
      const job = await enqueue(tx, actor, replayJob, { replayId: id }, { subject });
      await this.repository.create(tx, {
        id,
        workspaceId: actor.workspaceId,
        endpointId: endpoint.id,
        endpoint: params.name,
        fromVersionId: stable.versionId,
        fromVersion: stable.version,
        toVersionId: candidate.id,
        toModel: candidate.model,
        toVersion: candidate.version,
        rows,
        hours,
        jobId: job,
        createdBy: actor.name,
        createdAt,
      });
      const after = { replayId: id, model: candidate.model, version: candidate.version, rows, hours };
      await appendEvent(tx, actor, { ...eventOf(params.name), kind: 'rollouts.replay_started', after });
      return job;
    });
    return { job: await this.jobs.get(actor, jobId), replay: await this.getReplay(actor, { params: { id } }) };
  }

  /** listReplays pages through an endpoint's replays, newest first. */
  async listReplays(
    actor: Actor,
    { params, query }: Named & { query: QueryOf<Table['listReplays']> },
  ): Promise<Page<Replay>> {
    const { id } = await this.deps.serving.requireEndpoint(actor, params.name);
    const before = decodeCursor(query.cursor)?.[0];
    const { limit } = query;
    const rows = await this.repository.list(id, { limit, ...(before !== undefined && { before: String(before) }) });
    const { items, nextCursor } = pageOf(rows, limit, (row) => [row.id]);
    return { items: await this.views(items), nextCursor };
  }

  /** getReplay returns a replay with its report. */
  async getReplay(actor: Actor, { params }: { params: { id: string } }): Promise<Replay> {
    const row = await this.repository.find(params.id, actor.workspaceId);
    if (row === null) throw notFound('replay', params.id);
    const [view] = await this.views([row]);
    return view!;
  }

  /** runReplay is the job: ask both versions the same logged rows, compare, store once. */
  async runReplay({ replayId }: { replayId: string }, context: JobContext): Promise<{ pairs: number; agreed: number }> {
    const row = await this.repository.find(replayId);
    if (row === null) throw notFound('replay', replayId);
    // A rule may have come since the replay was asked for.
    const endpoint = await this.deps.serving.endpointById(row.endpointId);
    if (endpoint !== null) refuseRedacted(endpoint, NOT_AGAIN);
    const requests = await this.repository.newestLogged(row.endpointId, row.rows, spanOf(row));
    const stable = await this.scorer(row.fromVersionId);
    try {
      const candidate = await this.scorer(row.toVersionId);
      try {
        const report = await replayRequests(
          requests,
          (inputs) => stable.predict([inputs]),
          (inputs) => candidate.predict([inputs]),
          (asked) => this.reportProgress(context, asked, requests.length),
        );
        await this.store(row, report, context);
        return { pairs: report.pairs, agreed: report.agreed };
      } finally {
        await candidate.close();
      }
    } finally {
      await stable.close();
    }
  }

  private async store(row: ReplayRow, report: PairReport, context: JobContext): Promise<void> {
    await context.commit(async (tx) => {
      if (!(await this.repository.finish(tx, row.id, report, this.kit.clock.now()))) return;
      const { model: own } = await this.deps.registry.versionById(row.fromVersionId);
      const { model, version } = await this.deps.registry.versionById(row.toVersionId);
      const candidate = `v${version}${model === own ? '' : ` of ${model}`}`;
      const why = `${candidate} answered ${report.agreed} of ${report.pairs} logged requests as v${row.fromVersion} does`;
      const after = { replayId: row.id, model, version, pairs: report.pairs, agreed: report.agreed };
      await appendEvent(tx, context.actor, { ...eventOf(row.endpoint), kind: 'rollouts.replay_finished', why, after });
    });
  }

  private async reportProgress({ signal, progress }: JobContext, asked: number, of: number): Promise<void> {
    if (signal.aborted) throw new SlipwayError('conflict', 'The replay was cancelled.');
    if (asked % ROWS_A_REPORT === 0) await progress(asked / of, `${asked} of ${of} requests`);
  }

  private async scorer(versionId: string) {
    const version = await this.deps.registry.versionById(versionId);
    return startScorer({ version, modelPath: await this.deps.registry.modelPath(version) });
  }

  private async views(rows: readonly ReplayRow[]): Promise<Replay[]> {
    const states = await this.repository.jobStates(rows.map(({ jobId }) => jobId));
    return rows.map(
      ({ id, endpoint, fromVersion, toModel, toVersion, rows: count, hours, jobId, createdBy, ...row }) => ({
        id,
        endpoint,
        fromVersion,
        toModel,
        toVersion,
        rows: count,
        hours,
        jobId,
        createdBy,
        state: states.get(jobId) ?? 'done',
        report: row.report as PairReport | null,
        createdAt: row.createdAt.toISOString(),
        finishedAt: row.finishedAt?.toISOString() ?? null,
      }),
    );
  }
}

const HOUR_MS = 3_600_000;

/** A job that starts late, or again, asks the same rows. */
const spanOf = ({
  hours,
  createdAt,
}: Pick<ReplayRow, 'hours' | 'createdAt'>): { since: Date | null; before: Date } => ({
  since: hours === null ? null : new Date(createdAt.getTime() - hours * HOUR_MS),
  before: createdAt,
});

const nothingLogged = (endpoint: string, hours: number | null): SlipwayError =>
  new SlipwayError(
    'conflict',
    hours === null
      ? `${endpoint} has no logged requests yet: nothing can be replayed.`
      : `${endpoint} has no logged requests of the last ${hours} hours: take more hours.`,
  );

const eventOf = (endpoint: string) => ({ subjectKind: 'endpoint' as const, subjectName: endpoint, endpoint });
