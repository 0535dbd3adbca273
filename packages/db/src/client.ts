import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';

const CONNECT_LIMIT_MS = 5_000;

/** DatabaseOptions: `max` connections at most; statements that run longer than `statementTimeoutMs` are cancelled (default 30 s). */
export interface DatabaseOptions {
  url: string;
  max?: number;
  applicationName: string;
  statementTimeoutMs?: number;
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onIdleError?(error: Error): void;
}

/** Database is one pool, seen as Prisma for typed queries and as pg for COPY and SQL of one's own. */
export interface Database {
  prisma: PrismaClient;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** openDatabase connects lazily: it never fails by itself, the first query does (within 5 s when nobody answers). */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: options.applicationName,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // The pool listens to idle connections only: one that breaks while somebody holds it would end the process, though its query fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    pool,
    close: async () => {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}
