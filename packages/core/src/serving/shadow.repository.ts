import type { PairDifference } from '@slipway/contracts';
import { copyRows } from '@slipway/db';
import type { Db } from '../kernel/db.js';
import type { Flush, Mirrored } from './flush.js';
import type { PairCounts } from './pair-tally.js';

type Client = Parameters<typeof copyRows>[0];

const MOST_SHOWN = 50;
const ROW_COLUMNS = [
  'requestId',
  'row',
  'endpointId',
  'configNumber',
  'versionId',
  'at',
  'agrees',
  'difference',
  { name: 'stable', json: true as const },
  { name: 'candidate', json: true as const },
  'error',
];

/** A bucket may be flushed in several parts: counts are kept side by side and merged on reading. */
const ADD_COUNTS = `
  INSERT INTO "ShadowBucket" ("endpointId", "configNumber", "versionId", "bucketAt", "gatewayBoot", "counts", "dropped")
  VALUES ($1, $2, $3, $4, $5, jsonb_build_array($6::jsonb), $7)
  ON CONFLICT ("endpointId", "bucketAt", "configNumber", "versionId", "gatewayBoot") DO UPDATE SET
    "counts" = "ShadowBucket"."counts" || excluded."counts", "dropped" = "ShadowBucket"."dropped" + excluded."dropped"`;

/** saveMirrored writes what shadows answered, within the transaction of its flush. */
export async function saveMirrored(
  client: Client,
  { gatewayBoot }: Pick<Flush, 'gatewayBoot'>,
  { counts, rows }: Mirrored,
): Promise<void> {
  for (const { endpointId, configNumber, versionId, bucketAt, counts: counted, dropped } of counts)
    await client.query(ADD_COUNTS, [
      endpointId,
      configNumber,
      versionId,
      bucketAt,
      gatewayBoot,
      JSON.stringify(counted),
      dropped,
    ]);
  const tuples = rows.map((row) => [
    row.requestId,
    row.row,
    row.endpointId,
    row.configNumber,
    row.versionId,
    row.at,
    row.agrees,
    row.difference,
    row.stable,
    row.candidate,
    row.error,
  ]);
  if (tuples.length > 0) await copyRows(client, 'ShadowPair', ROW_COLUMNS, tuples);
}

/** ShadowOf names what a shadow compared: a version at an endpoint, from a config on. */
export interface ShadowOf {
  endpointId: string;
  fromConfig: number;
  versionId: string;
}

/** ShadowRepository reads what shadows answered. */
export class ShadowRepository {
  constructor(private readonly db: Db) {}

  /** counts are the parts that gateways have counted so far. */
  async counts({ endpointId, fromConfig, versionId }: ShadowOf): Promise<{ parts: PairCounts[]; dropped: number }> {
    const rows = await this.db.prisma.shadowBucket.findMany({
      where: { endpointId, versionId, configNumber: { gte: fromConfig } },
      select: { counts: true, dropped: true },
    });
    return {
      parts: rows.flatMap(({ counts }) => counts as unknown as PairCounts[]),
      dropped: rows.reduce((sum, { dropped }) => sum + dropped, 0),
    };
  }

  /** differences are some of the rows, those that disagree first, the newest of them first. */
  async differences({ endpointId, fromConfig, versionId }: ShadowOf): Promise<PairDifference[]> {
    const rows = await this.db.prisma.shadowPair.findMany({
      where: { endpointId, versionId, configNumber: { gte: fromConfig } },
      orderBy: [{ agrees: 'asc' }, { at: 'desc' }],
      take: MOST_SHOWN,
    });
    return rows.map(({ requestId, row, at, agrees, difference, stable, candidate, error }) => ({
      predictionId: `${requestId}/${row}`,
      at: at.toISOString(),
      agrees,
      difference,
      stable: stable as PairDifference['stable'],
      candidate: candidate as PairDifference['candidate'],
      error,
    }));
  }
}
