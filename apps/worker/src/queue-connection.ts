import type { Settings } from '@slipway/core';
import { createPostgresBackend, setDefaultBackendFactory, type ConnectionOptions } from 'bullmq';

/** Connections a queue and a worker may hold each: a PostgreSQL connection is scarce. */
const MOST = 2;

/**
 * queueConnection is where BullMQ keeps its messages: Redis with QUEUE_URL, else the schema `bullmq` of our own database. @nestjs/bullmq has no
 * way to pass a backend, so the default one is set before any queue is made.
 */
export function queueConnection({
  queueUrl,
  databaseUrl,
}: Pick<Settings, 'queueUrl' | 'databaseUrl'>): ConnectionOptions {
  setDefaultBackendFactory(queueUrl === null ? createPostgresBackend : undefined);
  if (queueUrl !== null) return { url: queueUrl, maxRetriesPerRequest: null };
  // @nestjs/bullmq types every connection as Redis.
  return { connectionString: databaseUrl, schema: 'bullmq', migrate: true, max: MOST } as unknown as ConnectionOptions;
}
