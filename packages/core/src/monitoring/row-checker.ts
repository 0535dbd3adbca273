import { countValues } from '@slipway/stats';
import type { Db } from '../kernel/db.js';
import { checkQuality } from './check-quality.js';
import type { Limits, WindowVerdict } from './compare-window.js';
import { MonitoringRepository } from './monitoring.repository.js';
import { isPredicted } from './watched-parts.js';

/** The defaults of a monitor of quality, for an endpoint that has none. */
const USUAL: Limits = { alpha: 0.01, floor: 0.05, minimumRows: 200 };

/** RowChecker holds rows that somebody wants to use against the reference of a version, by the rule of the quality monitor. */
export class RowChecker {
  private readonly repository: MonitoringRepository;

  constructor(private readonly db: Db) {
    this.repository = new MonitoringRepository(db);
  }

  /** check counts rows on the cells of a version's newest baseline; null when it has none. The endpoint's quality monitor gives the limits. */
  async check(
    versionId: string,
    endpoint: string | null,
    batches: AsyncIterable<Record<string, unknown>[]>,
  ): Promise<WindowVerdict | null> {
    const [baseline] = await this.repository.baselines(versionId);
    if (baseline === undefined) return null;
    const features = Object.entries(baseline.profiles).filter(([feature]) => !isPredicted(feature));
    const counts = new Map<string, number[]>();
    let rows = 0;
    for await (const batch of batches) {
      rows += batch.length;
      for (const [feature, profile] of features)
        counts.set(
          feature,
          countValues(
            profile,
            batch.map((row) => row[feature]),
            counts.get(feature),
          ),
        );
    }
    const watched = features.map(([feature, profile]) => ({ feature, profile, current: counts.get(feature) ?? [] }));
    return checkQuality(watched, rows, endpoint === null ? USUAL : await this.limitsOf(endpoint));
  }

  private async limitsOf(endpoint: string): Promise<Limits> {
    const monitor = await this.db.prisma.monitor.findFirst({
      where: { kind: 'quality', enabled: true, endpointId: { in: await this.endpointIds(endpoint) } },
    });
    return monitor ?? USUAL;
  }

  private async endpointIds(name: string): Promise<string[]> {
    return (await this.db.prisma.endpoint.findMany({ where: { name }, select: { id: true } })).map(({ id }) => id);
  }
}
