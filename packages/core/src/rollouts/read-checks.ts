import type { CheckReading, CheckSource, RolloutCheck } from '@slipway/contracts';
import { toJson } from '../kernel/db.js';
import { SlipwayError } from '../kernel/errors.js';
import type { Kit } from '../kernel/kit.js';
import { errorText } from '../kernel/log.js';
import { checkOutbound, postOutbound } from '../kernel/outbound.js';
import type { ServingService } from '../serving/index.js';
import { nextReading } from './checks.js';
import type { RolloutPorts } from './rollout-ports.js';
import { armsOf, checksOf, policyOf, type RolloutRow } from './rollouts.repository.js';

const EVERY_MS = 5_000;
/** An answer that somebody waits for. */
const LIMIT_MS = 3_000;
/** A quantile of fewer requests says nothing. */
const FEWEST_REQUESTS = 20;

interface CheckedVersion {
  id: string;
  model: string;
  version: number;
}
type Read = Pick<CheckReading, 'value' | 'detail'>;
type SourceOf<K extends CheckSource['kind']> = Extract<CheckSource, { kind: K }>;

/** CheckReader reads the numbers of plain thresholds, each at most once in five seconds and always outside of a transaction. */
export class CheckReader {
  constructor(
    private readonly kit: Kit,
    private readonly serving: ServingService,
    private readonly ports: RolloutPorts,
  ) {}

  /** require refuses checks that could never be read: names used twice, addresses that may not be called, webhooks that are no channels. */
  async require(workspaceId: string, checks: readonly RolloutCheck[]): Promise<void> {
    for (const [i, { name, source }] of checks.entries()) {
      const path = `policy.checks[${i}]`;
      if (checks.findIndex((check) => check.name === name) !== i)
        throw invalid(`${path}.name`, `two checks are named ${name}`);
      if (source.kind === 'webhook' && !(await this.ports.isWebhook(workspaceId, source.channel)))
        throw invalid(`${path}.source.channel`, `there is no webhook named ${source.channel} among the channels`);
      if (source.kind === 'prometheus') await checkOutbound(queryUrl(source), this.kit.settings.allowOutbound);
    }
  }

  /** read returns the row with the readings of its checks as they are now; of an A/B test those of each candidate that is in. */
  async read(row: RolloutRow, now: Date): Promise<RolloutRow> {
    const arms = await Promise.all(
      armsOf(row).map(async (arm) => {
        if (arm.dropped !== null) return arm;
        return { ...arm, checks: await this.readAll(row, { ...arm, id: arm.versionId }, arm.checks, now) };
      }),
    );
    if (arms.length > 0) return { ...row, arms: toJson(arms) as RolloutRow['arms'] };
    const candidate = { id: row.toVersionId, model: row.toModel, version: row.toVersion };
    const checks = await this.readAll(row, candidate, checksOf(row), now);
    return { ...row, checks: toJson(checks) as RolloutRow['checks'] };
  }

  private readAll(
    row: RolloutRow,
    candidate: CheckedVersion,
    before: readonly CheckReading[],
    now: Date,
  ): Promise<CheckReading[]> {
    return Promise.all(
      policyOf(row).checks.map(async (check) => {
        const last = before.find(({ name }) => name === check.name);
        const isFresh = last !== undefined && now.getTime() - new Date(last.at).getTime() < EVERY_MS;
        return isFresh ? last : nextReading(check, await this.readSource(row, candidate, check.source, now), last, now);
      }),
    );
  }

  private async readSource(row: RolloutRow, candidate: CheckedVersion, source: CheckSource, now: Date): Promise<Read> {
    try {
      switch (source.kind) {
        case 'traffic':
          return await this.traffic(row, candidate, source, now);
        case 'prometheus':
          return await this.prometheus(row, candidate, source);
        case 'webhook':
          return await this.webhook(row, candidate, source);
      }
    } catch (error) {
      return unknown(errorText(error));
    }
  }

  private async traffic(
    row: RolloutRow,
    version: CheckedVersion,
    source: SourceOf<'traffic'>,
    now: Date,
  ): Promise<Read> {
    const { metric, relativeToStable, windowSeconds } = source;
    const from = new Date(Math.max(now.getTime() - windowSeconds * 1_000, row.startedAt.getTime()));
    const seconds = Math.max(1, (now.getTime() - from.getTime()) / 1_000);
    const numberOf = async ({ id: versionId, ...named }: CheckedVersion): Promise<number | string> => {
      if (metric === 'memory_mb' || metric === 'cpu_cores') return this.taken(row, { id: versionId, ...named }, metric);
      const { requests, errors, latency } = await this.serving.evidence.recent(row.endpointId, versionId, from);
      if (metric === 'requests_per_second') return requests / seconds;
      if (requests < FEWEST_REQUESTS) return `only ${requests} requests in the last ${Math.round(seconds)} s`;
      if (metric === 'error_rate') return errors / requests;
      return latency.count === 0 ? 'no model ran' : latency.quantile(QUANTILES[metric]);
    };
    const candidate = await numberOf(version);
    if (typeof candidate === 'string') return unknown(candidate);
    if (!relativeToStable) return { value: candidate, detail: '' };
    const stable = await numberOf({ id: row.fromVersionId, model: row.model, version: row.fromVersion });
    if (typeof stable === 'string') return unknown(`stable had ${stable}`);
    return stable === 0 ? unknown('stable’s is 0') : { value: candidate / stable, detail: '' };
  }

  /** Of several replicas the one that takes the most. */
  private async taken(
    row: RolloutRow,
    version: CheckedVersion,
    metric: 'memory_mb' | 'cpu_cores',
  ): Promise<number | string> {
    const usages = await this.serving.states.usage(row.endpointId, version);
    const taken = usages.flatMap(({ memoryMb, cpuCores }) => (metric === 'memory_mb' ? memoryMb : cpuCores) ?? []);
    return taken.length === 0 ? 'no process or container of its own that was measured' : Math.max(...taken);
  }

  private async prometheus(
    row: RolloutRow,
    { version }: CheckedVersion,
    source: SourceOf<'prometheus'>,
  ): Promise<Read> {
    const named: Readonly<Record<string, string>> = {
      endpoint: row.endpoint,
      version: String(version),
      stableVersion: String(row.fromVersion),
    };
    const query = source.query.replace(/\{\{(\w+)\}\}/g, (text, name: string) => named[name] ?? text);
    const { status, body } = await postOutbound(
      queryUrl(source),
      new URLSearchParams({ query }).toString(),
      this.kit.settings.allowOutbound,
      { 'content-type': 'application/x-www-form-urlencoded' },
      { limitMs: LIMIT_MS },
    );
    return status === 200 ? fromPrometheus(body) : unknown(`it answered ${status}`);
  }

  private async webhook(
    row: RolloutRow,
    { model: toModel, version: toVersion }: CheckedVersion,
    { channel }: SourceOf<'webhook'>,
  ): Promise<Read> {
    const { id, workspaceId, endpoint, step, wantedBp, fromVersion } = row;
    const rollout = { id, endpoint, step, wantedBp, fromVersion, toModel, toVersion };
    const asked = JSON.stringify({ type: 'slipway.check', rollout });
    const { status, answer } = await this.ports.callWebhook(workspaceId, channel, asked);
    if (status < 200 || status > 299) return unknown(status === 0 ? answer : `it answered ${status}`);
    return numberFrom((JSON.parse(answer) as { value?: unknown } | null)?.value);
  }
}

const QUANTILES = { p50_ms: 0.5, p95_ms: 0.95, p99_ms: 0.99 } as const;

const queryUrl = ({ url }: SourceOf<'prometheus'>): string => `${url.replace(/\/+$/, '')}/api/v1/query`;

/** fromPrometheus reads the answer of an instant query: a scalar, or a vector of one sample. */
export function fromPrometheus(body: string): Read {
  const { data } = JSON.parse(body) as { data?: { resultType?: unknown; result?: unknown } };
  const result = Array.isArray(data?.result) ? (data.result as unknown[]) : [];
  if (data?.resultType === 'scalar') return numberFrom(result[1]);
  if (data?.resultType !== 'vector') return unknown('the query gives no instant vector');
  if (result.length !== 1) return unknown(`the query gives ${result.length} samples instead of one`);
  const sample = (result[0] as { value?: unknown } | null)?.value;
  return numberFrom(Array.isArray(sample) ? sample[1] : undefined);
}

function numberFrom(value: unknown): Read {
  const isWritten = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const number = isWritten ? Number(value) : NaN;
  return Number.isFinite(number) ? { value: number, detail: '' } : unknown('the answer holds no number');
}

const unknown = (detail: string): Read => ({ value: null, detail: detail.slice(0, 300) });
const invalid = (path: string, message: string): SlipwayError =>
  new SlipwayError('invalid_request', `A check cannot be read: ${message}.`, [{ path, message }]);
