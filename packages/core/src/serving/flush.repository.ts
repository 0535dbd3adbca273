import { copyLines, copyRows, copyText, postgresText } from '@slipway/db';
import type { Db } from '../kernel/db.js';
import type { Flush, LoggedRow } from './flush.js';
import { saveMirrored } from './shadow.repository.js';

const LOG_COLUMNS = [
  'requestId',
  'row',
  'endpointId',
  'configNumber',
  'versionId',
  'role',
  'receivedAt',
  'at',
  'status',
  'latencyMs',
  'key',
  'isDrawn',
  'inSample',
  'draw',
  'keepRate',
  'inputs',
  'output',
  'error',
  'outliers',
];
const CELL_COLUMNS = ['endpointId', 'baselineId', 'feature', 'minute', 'gatewayBoot', 'sequence', 'rows', 'counts'];

/** FlushRepository writes what gateways counted. */
export class FlushRepository {
  constructor(private readonly db: Db) {}

  /** save writes a flush in one transaction and returns true, or false when the same flush was written before. */
  async save(flush: Flush): Promise<boolean> {
    const client = await this.db.pool.connect();
    try {
      await client.query('BEGIN');
      const first = await client.query(
        'INSERT INTO "GatewayFlush" ("gatewayBoot", "sequence") VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [flush.gatewayBoot, flush.sequence],
      );
      if (first.rowCount === 0) {
        await client.query('ROLLBACK');
        return false;
      }
      if (flush.rows.length > 0) await copyLines(client, 'PredictionRow', LOG_COLUMNS, flush.rows);
      if (flush.cells.length > 0) {
        const cells = flush.cells.map((cell) => [
          cell.endpointId,
          cell.baselineId,
          cell.feature,
          cell.minute,
          flush.gatewayBoot,
          flush.sequence,
          cell.rows,
          cell.counts,
        ]);
        await copyRows(client, 'CellMinute', CELL_COLUMNS, cells);
      }
      for (const t of flush.traffic) {
        await client.query(ADD_TRAFFIC, [
          t.endpointId,
          t.configNumber,
          t.versionId,
          t.role,
          t.bucketAt,
          flush.gatewayBoot,
          t.requests,
          t.rows,
          t.errors,
          t.units,
          t.errorUnits,
          JSON.stringify(t.errorCodes),
          JSON.stringify([t.latency]),
          JSON.stringify([t.runTime]),
        ]);
      }
      if (flush.mirrored) await saveMirrored(client, flush, flush.mirrored);
      for (const e of flush.evidence)
        await client.query(ADD_EVIDENCE, [
          e.endpointId,
          e.configNumber,
          e.versionId,
          flush.gatewayBoot,
          e.name,
          e.bin,
          e.units,
          e.events,
        ]);
      for (const span of flush.spans) await client.query(ADD_SPAN, [span.endpointId, span.firstAt, span.lastAt]);
      await client.query('COMMIT');
      return true;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}

/** A bucket may be flushed in several parts: counts add up, sketches and error codes are kept side by side and merged on reading. */
const ADD_TRAFFIC = `
  INSERT INTO "TrafficBucket" ("endpointId", "configNumber", "versionId", "role", "bucketAt", "gatewayBoot", "requests", "rows", "errors", "units", "errorUnits", "errorCodes", "latency", "runTime")
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, jsonb_build_array($12::jsonb), $13::jsonb, $14::jsonb)
  ON CONFLICT ("endpointId", "bucketAt", "configNumber", "versionId", "role", "gatewayBoot") DO UPDATE SET
    "requests" = "TrafficBucket"."requests" + excluded."requests", "rows" = "TrafficBucket"."rows" + excluded."rows",
    "errors" = "TrafficBucket"."errors" + excluded."errors", "units" = "TrafficBucket"."units" + excluded."units",
    "errorUnits" = "TrafficBucket"."errorUnits" + excluded."errorUnits",
    "errorCodes" = "TrafficBucket"."errorCodes" || excluded."errorCodes", "latency" = "TrafficBucket"."latency" || excluded."latency",
    "runTime" = "TrafficBucket"."runTime" || excluded."runTime"`;

const ADD_EVIDENCE = `
  INSERT INTO "EvidenceCount" ("endpointId", "configNumber", "versionId", "gatewayBoot", "name", "bin", "units", "events") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT ("endpointId", "configNumber", "versionId", "gatewayBoot", "name", "bin") DO UPDATE SET
    "units" = "EvidenceCount"."units" + excluded."units", "events" = "EvidenceCount"."events" + excluded."events"`;

const ADD_SPAN = `
  INSERT INTO "Watermark" ("endpointId", "firstAt", "lastAt") VALUES ($1, $2, $3)
  ON CONFLICT ("endpointId") DO UPDATE SET "firstAt" = least("Watermark"."firstAt", excluded."firstAt"), "lastAt" = greatest("Watermark"."lastAt", excluded."lastAt")`;

/**
 * logLine writes a row of the prediction log as the one line of COPY's text format that gateways keep, note in their journals and send
 * to the database: a row is written once. The order is that of LOG_COLUMNS.
 */
export function logLine(row: LoggedRow): string {
  const receivedAt = row.receivedAt.toISOString();
  const at = row.at === row.receivedAt ? receivedAt : row.at.toISOString();
  const { requestId, endpointId, configNumber, versionId, role, status, latencyMs } = row;
  const who = `${requestId}\t${row.row}\t${endpointId}\t${configNumber}\t${versionId}\t${role}`;
  const what = `${receivedAt}\t${at}\t${status}\t${latencyMs}\t${copyText(row.key)}\t${row.isDrawn}\t${row.inSample}\t${row.draw}\t${row.keepRate}`;
  return `${who}\t${what}\t${jsonText(row.inputs)}\t${jsonText(row.output)}\t${copyText(row.error)}\t${arrayText(row.outliers)}\n`;
}

/** Most rows have none. */
const arrayText = (names: readonly string[]): string => (names.length === 0 ? '{}' : copyText(postgresText(names)));

const jsonText = (value: unknown): string => copyText(value === null ? null : JSON.stringify(value));
