import type { Autoscale, ScaledVersion } from '@slipway/contracts';
import { systemActor, type Actor } from '../../kernel/actor.js';
import { appendEvent } from '../../kernel/event-log.js';
import type { Kit } from '../../kernel/kit.js';
import { claimLease } from '../../kernel/lease.js';
import { ContainersRepository } from '../containers.repository.js';
import type { WantedReplicas } from '../runtime.js';
import type { ServingService } from '../serving.service.js';
import { decideReplicas, type LoadSample, type Scaling } from './decide-replicas.js';
import { ScaleRepository, type ScaledRow } from './scale.repository.js';

const LEASE = 'serving.scaling';
const LEASE_SECONDS = 15;
const BOXED = ['docker', 'swarm', 'kubernetes'] as const;
const SAMPLES_MS = 15_000;
const LATENCY_MS = 30_000;
const POINT_EVERY_MS = 10_000;
const POINTS_MS = 3_600_000;

/** ScalingService lets the replicas of versions follow their load, and tells how they did. */
export class ScalingService {
  private readonly containers: ContainersRepository;
  private readonly repository: ScaleRepository;
  private readonly samples = new Map<string, LoadSample[]>();

  constructor(
    private readonly kit: Kit,
    private readonly deps: { serving: ServingService },
  ) {
    this.containers = new ContainersRepository(kit.db);
    this.repository = new ScaleRepository(kit.db);
  }

  /** scale looks at the load of every version that says `autoscale`, under a lease, and decides; it returns how many changed, null while another worker looks. */
  async scale(holder: string): Promise<number | null> {
    if ((await claimLease(this.kit.db, LEASE, holder, LEASE_SECONDS)) === null) return null;
    const wanted = await Promise.all(BOXED.map((runtime) => this.containers.wanted(runtime)));
    const scaled = wanted.flat().filter(({ container }) => container.autoscale != null);
    const keys = new Set(scaled.map(keyOf));
    for (const key of this.samples.keys()) if (!keys.has(key)) this.samples.delete(key);
    await this.repository.keepOnly(keys);
    if (scaled.length === 0) return 0;
    const open = await this.repository.openRequests();
    const rows = new Map((await this.repository.all()).map((row) => [keyOf(row), row]));
    let changed = 0;
    for (const one of scaled)
      if (await this.look(one, one.container.autoscale!, rows.get(keyOf(one)), open.get(seenKey(one)) ?? 0))
        changed += 1;
    return changed;
  }

  /** getEndpointScale tells how the replicas of an endpoint's versions followed its load in the last hour. */
  async getEndpointScale(actor: Actor, { params }: { params: { name: string } }): Promise<{ items: ScaledVersion[] }> {
    const row = await this.deps.serving.requireEndpoint(actor, params.name);
    const { variants } = await this.deps.serving.currentConfig(row);
    const rows = await this.repository.all(row.id);
    return {
      items: rows.flatMap(({ versionId, scaling, why, points }) => {
        const variant = variants.find((one) => one.versionId === versionId);
        if (variant === undefined) return [];
        return [{ model: variant.model, version: variant.version, replicas: scaling.replicas, why, points }];
      }),
    };
  }

  private async look(
    wanted: WantedReplicas,
    policy: Autoscale,
    row: ScaledRow | undefined,
    open: number,
  ): Promise<boolean> {
    const { endpointId, versionId } = wanted;
    const now = this.kit.clock.now();
    const nowMs = now.getTime();
    const p95Ms = await this.repository.p95Ms(endpointId, versionId, new Date(nowMs - LATENCY_MS));
    const samples = (this.samples.get(keyOf(wanted)) ?? []).filter(({ atMs }) => nowMs - atMs < SAMPLES_MS);
    samples.push({ atMs: nowMs, open, p95Ms });
    this.samples.set(keyOf(wanted), samples);
    const begun: Scaling = { replicas: wanted.container.replicas, outAtMs: null, inAtMs: null, asked: [] };
    const before = row?.scaling ?? begun;
    const { scaling, why } = decideReplicas(policy, before, samples, nowMs);
    const points = withPoint(
      row?.points ?? [],
      { at: now.toISOString(), replicas: scaling.replicas, open, p95Ms },
      why !== null,
    );
    const next = { endpointId, versionId, scaling, points, why: why ?? row?.why ?? null };
    await this.kit.db.transaction(async (tx) => {
      await this.repository.save(tx, next, now);
      if (why === null) return;
      await appendEvent(tx, systemActor(wanted.workspaceId), {
        kind: 'serving.scaled',
        subjectKind: 'endpoint',
        subjectName: wanted.endpoint,
        endpoint: wanted.endpoint,
        why,
        before: { version: wanted.version, replicas: before.replicas },
        after: { version: wanted.version, replicas: scaling.replicas },
      });
    });
    return why !== null;
  }
}

/** A point every ten seconds, and one at each change. */
function withPoint(
  points: ScaledRow['points'],
  point: ScaledRow['points'][number],
  isChange: boolean,
): ScaledRow['points'] {
  const atMs = Date.parse(point.at);
  const kept = points.filter(({ at }) => atMs - Date.parse(at) < POINTS_MS);
  const isDue = atMs - Date.parse(kept.at(-1)?.at ?? '1970-01-01') >= POINT_EVERY_MS;
  return isDue || isChange ? [...kept, point] : kept;
}

const keyOf = ({ endpointId, versionId }: { endpointId: string; versionId: string }): string =>
  `${endpointId} ${versionId}`;
const seenKey = ({ endpointId, model, version }: WantedReplicas): string => `${endpointId} ${model} ${version}`;
