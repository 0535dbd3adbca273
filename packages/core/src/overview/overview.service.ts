import { readFileSync } from 'node:fs';
import type { endpointTable, Home, QueryOf, RunVersion, SearchHit, SystemPart, SystemStatus } from '@slipway/contracts';
import type { ApprovalsService } from '../approvals/index.js';
import type { DatasetsService } from '../datasets/index.js';
import type { Actor } from '../kernel/actor.js';
import type { Kit } from '../kernel/kit.js';
import { loggedEvent } from '../kernel/logged-event.js';
import type { RegistryService } from '../registry/index.js';
import { homeSentence, needsYou } from './needs-you.js';
import { OverviewRepository, type Beat, type Hit } from './overview.repository.js';
import { SavedViews } from './saved-views.js';
import { VersionLineage } from './version-lineage.js';

type Table = typeof endpointTable;

const BEAT_SECONDS = 10;
const SEARCH_LIMIT = 30;
const ACTIVITY = 15;
/** Processes that Slipway needs; at least one of each kind must have spoken in the last ten seconds. */
const NEEDED = ['worker', 'gateway'] as const;

/** slipwayVersion is the version of this installation. */
export const slipwayVersion = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** OverviewService holds the reads that mix domains: home, system, search. */
export class OverviewService {
  /** lineage is where versions come from and what became of them. */
  readonly lineage: VersionLineage;
  /** views are list pages under names of people's own. */
  readonly views: SavedViews;
  private readonly repository: OverviewRepository;

  constructor(
    private readonly kit: Kit,
    private readonly deps: { registry: RegistryService; datasets: DatasetsService; approvals: ApprovalsService },
  ) {
    this.repository = new OverviewRepository(kit.db);
    this.lineage = new VersionLineage(kit, deps);
    this.views = new SavedViews(kit);
  }

  /** getHome answers one question: does anything need me? */
  async getHome(actor: Actor): Promise<Home> {
    const now = this.kit.clock.now();
    const { workspaceId } = actor;
    const [counts, alerts, rollouts, jobs, channels, activity, approvals] = await Promise.all([
      this.repository.counts(workspaceId, now),
      this.repository.firingAlerts(workspaceId),
      this.repository.pausedRollouts(workspaceId),
      this.repository.failedJobs(workspaceId, now),
      this.repository.brokenChannels(workspaceId),
      this.repository.newestEvents(workspaceId, ACTIVITY),
      this.deps.approvals.listApprovals(actor),
    ]);
    const items = needsYou({ alerts, rollouts, approvals: approvals.items, jobs, channels });
    return {
      sentence: homeSentence(items, counts.activeRollouts),
      needsYou: items,
      counts: { ...counts, approvals: approvals.items.filter(({ refusal }) => refusal === null).length },
      activity: activity.map(loggedEvent),
    };
  }

  /** listRunVersions returns the versions that were registered from a run, newest first, at most 200. */
  async listRunVersions(actor: Actor, { params }: { params: { id: string } }): Promise<{ items: RunVersion[] }> {
    const rows = await this.repository.runVersions(actor.workspaceId, params.id);
    return {
      items: rows.map(({ modelName, version, createdAt }) => ({
        model: modelName,
        version,
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  /** getSystem names what is ready and what is not; it answers also when the database does not. */
  async getSystem(): Promise<SystemStatus> {
    const parts = await this.parts();
    const { queueUrl, logDays, gatewayUrl } = this.kit.settings;
    return {
      ready: parts.every(({ ready }) => ready),
      version: slipwayVersion,
      queueBackend: queueUrl === null ? 'postgres' : 'redis',
      logDays,
      parts,
      gatewayUrl,
    };
  }

  /** search finds things of the workspace by a part of their name, the shortest name first. */
  async search(actor: Actor, { query }: { query: QueryOf<Table['search']> }): Promise<{ items: SearchHit[] }> {
    const hits = await this.repository.search(actor.workspaceId, query.q, SEARCH_LIMIT);
    return { items: hits.map((hit) => ({ ...hit, path: pathOf(hit) })) };
  }

  /** recordBeat says that a process lives; worker and gateway call it every few seconds. `name` is one process, `kind` what it is. */
  recordBeat(beat: { name: string; kind: 'worker' | 'gateway'; detail: Record<string, unknown> }): Promise<void> {
    return this.repository.saveBeat(beat.name, beat.kind, beat.detail);
  }

  /** forgetBeat takes a process off the list when it ends in order. */
  forgetBeat(name: string): Promise<void> {
    return this.repository.dropBeat(name);
  }

  private async parts(): Promise<SystemPart[]> {
    const from = performance.now();
    try {
      await this.repository.ping();
      const database = {
        name: 'database',
        ready: true,
        detail: `answered in ${Math.max(1, Math.round(performance.now() - from))} ms`,
        seenAt: this.kit.clock.now().toISOString(),
      };
      const beats = await this.repository.beats();
      return [
        database,
        ...NEEDED.map((kind) =>
          partOf(
            kind,
            beats.find((beat) => beat.kind === kind),
          ),
        ),
      ];
    } catch {
      const unknown = NEEDED.map((name) => ({
        name,
        ready: false,
        detail: 'not known without the database',
        seenAt: null,
      }));
      return [{ name: 'database', ready: false, detail: 'does not answer', seenAt: null }, ...unknown];
    }
  }
}

function partOf(kind: string, beat: Beat | undefined): SystemPart {
  if (beat === undefined) return { name: kind, ready: false, detail: 'was not seen yet', seenAt: null };
  const seenAt = beat.seenAt.toISOString();
  if (beat.age > BEAT_SECONDS)
    return { name: kind, ready: false, detail: `last seen ${Math.round(beat.age)} s ago`, seenAt };
  const said = beat.detail as { ready?: boolean; detail?: string } | null;
  return { name: kind, ready: said?.ready !== false, detail: said?.detail ?? 'running', seenAt };
}

const PLURAL = {
  model: 'models',
  endpoint: 'endpoints',
  dataset: 'datasets',
  monitor: 'monitors',
  trigger: 'triggers',
  channel: 'channels',
} as const;
const LISTED_ONLY: readonly Hit['kind'][] = ['channel'];

const pathOf = ({ kind, name }: Hit): string =>
  LISTED_ONLY.includes(kind) ? `/${PLURAL[kind]}` : `/${PLURAL[kind]}/${encodeURIComponent(name)}`;
