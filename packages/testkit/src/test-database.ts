import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '@slipway/db';
import pg from 'pg';
import { testServerUrl } from './env.js';
import { templateName } from './global-database.js';

/** TestDatabase is a migrated database of one test file's own. */
export interface TestDatabase {
  url: string;
  database: Database;
  /** Closes the connections and drops the database. */
  drop(): Promise<void>;
}

/** createTestDatabase clones the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  const url = new URL(testServerUrl());
  url.pathname = name;
  const database = openDatabase({ url: url.href, max: 5, applicationName: 'slipway-test' });
  return {
    url: url.href,
    database,
    drop: async () => {
      await database.close();
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testServerUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
