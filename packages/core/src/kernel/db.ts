import type { Database, Prisma, PrismaClient } from '@slipway/db';

/** Tx is a Prisma client inside a transaction; repositories take it so that several domains can share one. */
export type Tx = Prisma.TransactionClient;

/** Db is the database as core uses it: typed queries, and transactions that are short by design. */
export interface Db {
  readonly prisma: PrismaClient;
  readonly pool: Database['pool'];
  /** Runs `work` in one transaction; throws what it throws, after rolling back. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** makeDb wraps an open database. */
export function makeDb(database: Database): Db {
  return {
    prisma: database.prisma,
    pool: database.pool,
    transaction: (work) => database.prisma.$transaction(work, { maxWait: 5_000, timeout: 20_000 }),
  };
}

/** toJson passes a plain value to a Json column. */
export const toJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;
